// Everything here makes a page more pleasant; no page needs it, except for live updates.
const one = (selector, root = document) => root.querySelector(selector);

// -- htmx: the token against forged requests, errors in words --------------------------------
document.addEventListener("htmx:configRequest", (event) => {
  const token = one("meta[name=csrf-token]")?.content;
  if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token;
});
const REFUSALS = {
  403: "You may not do that here. Ask an administrator of the organisation.",
  404: "That is no longer there. Reload the page to see what is.",
  413: "That file is too large.",
  429: "Too many requests. Wait a moment, then try again.",
};
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status === 401) location.reload();
  else toast(REFUSALS[event.detail.xhr.status] ?? "The server could not finish that. Reload the page to see what stands, then try again.", "bad");
});
document.addEventListener("htmx:sendError", () => toast("No connection to the server. Check your network, then try again.", "bad"));

// -- toasts: HX-Trigger: {"toast": {"text": "...", "tone": "ok"}} ----------------------------
function toast(text, tone = "ok") {
  const list = one("#toasts");
  const item = one("#toast-template").content.firstElementChild.cloneNode(true);
  item.classList.add(tone);
  one("div", item).textContent = text;
  for (const drawing of item.querySelectorAll(`[data-tone]:not([data-tone="${tone}"])`)) drawing.remove();
  list.append(item);
  if (one("dialog:modal")) list.hidePopover?.(); // shown again, it stands above the dialog
  list.togglePopover?.(true);
  const close = () => item.remove();
  one("button", item).addEventListener("click", close);
  if (tone !== "bad") {
    let timer = setTimeout(close, 6000);
    item.addEventListener("pointerenter", () => clearTimeout(timer));
    item.addEventListener("pointerleave", () => (timer = setTimeout(close, 3000)));
  }
}
one("#toasts").togglePopover?.(true); // always there, so that what is added is read out
document.addEventListener("toast", (event) => toast(event.detail.text ?? event.detail.value, event.detail.tone));

// Good news leaves the page by itself; what needs reading stays where it was printed.
for (const flash of document.querySelectorAll("[data-flash].ok, [data-flash].info")) {
  toast(one("div", flash).textContent.trim(), flash.classList.contains("ok") ? "ok" : "info");
  flash.remove();
}

// -- clicks -----------------------------------------------------------------------------------
const actions = {
  // <a href="/page/that/asks/" data-dialog="id">: the dialog when it is here, the page when not.
  dialog(control) {
    const dialog = document.getElementById(control.dataset.dialog);
    dialog?.showModal();
    return Boolean(dialog);
  },
  dialogClose(control) {
    control.closest("dialog")?.close();
    return true;
  },
  copy(control) {
    const source = document.getElementById(control.dataset.copy);
    navigator.clipboard?.writeText(source.value ?? source.textContent.trim()).then(
      () => toast("Copied"),
      () => getSelection().selectAllChildren(source),
    );
    return true;
  },
  reveal(control) {
    const input = document.getElementById(control.dataset.reveal);
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    control.setAttribute("aria-pressed", String(!shown));
    return true;
  },
  print() {
    window.print();
    return true;
  },
  themeChoice(control) {
    const choice = control.dataset.themeChoice;
    const forever = choice === "auto" ? "max-age=0" : "max-age=31536000";
    document.cookie = `theme=${choice}; path=/; samesite=lax; ${forever}`;
    if (choice === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = choice;
    for (const other of document.querySelectorAll("[data-theme-choice]")) {
      other.setAttribute("aria-pressed", String(other === control));
    }
    document.dispatchEvent(new Event("themechange"));
    return true;
  },
};
document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  for (const [name, act] of Object.entries(actions)) {
    const attribute = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const control = event.target.closest(`[data-${attribute}]`);
    if (control && act(control)) event.preventDefault();
  }
  if (event.target.matches("dialog[open]")) event.target.close(); // the veil around it
});

// A form sends once; typing the asked word unlocks its button; a changed filter sends itself.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) return event.preventDefault();
  if (event.target.method !== "post" || event.target.matches("[hx-post], [hx-put], [hx-patch], [hx-delete]")) return;
  event.target.dataset.sent = "yes";
  setTimeout(ready, 10000); // an answer that is a file leaves the page standing
  event.submitter?.setAttribute("aria-busy", "true");
});
function ready() {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("form [aria-busy]")) button.removeAttribute("aria-busy");
}
addEventListener("pageshow", ready);
document.addEventListener("input", (event) => {
  const { typeToConfirm } = event.target.dataset;
  if (typeToConfirm === undefined) return;
  one("[type=submit].danger", event.target.form).disabled = event.target.value.trim() !== typeToConfirm;
});
for (const input of document.querySelectorAll("[data-type-to-confirm]")) input.dispatchEvent(new Event("input", { bubbles: true }));
document.addEventListener("change", (event) => {
  if (event.target.form?.hasAttribute("data-sends-itself")) event.target.form.requestSubmit();
});

// -- menus: where the browser cannot anchor a popover, put it under its button -----------------
if (!CSS.supports("position-area", "block-end")) {
  document.addEventListener("toggle", (event) => {
    const panel = event.target;
    if (event.newState !== "open" || !panel.matches(".menu-panel")) return;
    const button = one(`[popovertarget="${panel.id}"]`).getBoundingClientRect();
    const left = panel.matches(".start") ? button.left : button.right - panel.offsetWidth;
    const below = button.bottom + panel.offsetHeight + 8 < innerHeight;
    panel.style.left = `${Math.max(8, left)}px`;
    panel.style.top = `${below ? button.bottom : Math.max(8, button.top - panel.offsetHeight - 8)}px`;
  }, true);
}

// -- keys: "/" to search; arrows, Home and End inside a menu; j and k along a list -----------------
const typing = (target) => target.matches("input, textarea, select, [contenteditable]");
const step = (items, by) => items[Math.max(0, Math.min(items.length - 1, items.indexOf(document.activeElement) + by))]?.focus();
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const panel = one(".menu-panel:popover-open");
  const by = { ArrowDown: 1, ArrowUp: -1, Home: -999, End: 999 }[event.key];
  if (panel && by) {
    event.preventDefault();
    step([...panel.querySelectorAll("a, button")], by);
  } else if (event.key === "/" && !typing(event.target) && one("[type=search]")) {
    event.preventDefault();
    one("[type=search]").focus();
  } else if ((event.key === "j" || event.key === "k") && !typing(event.target) && one("[data-walk]")) {
    step([...document.querySelectorAll("[data-walk] [data-walk-stop]")], event.key === "j" ? 1 : -1);
  }
});

// -- Intuit in a window of its own: where it may not open, the form leads there in this one ------
// The two windows know nothing of each other any more once one was at Intuit, so the news is broadcast.
const news = "BroadcastChannel" in window ? new BroadcastChannel("tieout") : null;
if (news) {
  for (const form of document.querySelectorAll("form[data-popup]")) {
    form.addEventListener("submit", () => {
      const popup = open("", form.dataset.popup, "popup,width=640,height=760");
      if (!popup) return;
      form.target = form.dataset.popup;
      const said = Object.assign(document.createElement("input"), { type: "hidden", name: "popup", value: "1" });
      form.append(said);
      setTimeout(() => { said.remove(); form.removeAttribute("target"); ready(); }, 500);
    });
  }
  // A success closes the window; what went wrong stays to be read until somebody closes it.
  const over = one("[data-popup-over]");
  const leave = () => {
    news.postMessage({ lead: over.dataset.popupOver });
    close();
  };
  if (over?.dataset.popupDone !== undefined) leave();
  one("[data-popup-close]")?.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  news.addEventListener("message", (event) => {
    if (event.data.lead && one("form[data-popup]")) location.assign(event.data.lead);
  });
}
