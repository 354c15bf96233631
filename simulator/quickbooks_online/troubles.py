"""What the rules for faults do to a call."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

import simplejson

from simulator.quickbooks_online import envelopes
from simulator.quickbooks_online.answering import answer_calmly, ask
from simulator.quickbooks_online.bearers import identify
from simulator.quickbooks_online.calls import Answer
from simulator.quickbooks_online.faults import Rule
from simulator.quickbooks_online.visits import Visit
from simulator.quickbooks_online.world import World, somebody

Says = Callable[[datetime], Answer]

# Texts as a French company has them, by code (4.1: match on code, never on text).
FRENCH = {
    "610": ("Objet introuvable", "Objet introuvable : Un autre utilisateur a supprimé cette opération."),
    "2020": ("Paramètre requis manquant", "Un paramètre requis est manquant dans la demande"),
    "2500": ("ID de référence non valide", "ID de référence non valide"),
    "5010": ("Erreur d'objet obsolète", "Erreur d'objet obsolète : Votre travail n'a pas été enregistré."),
    "6000": ("Une erreur de validation métier s'est produite", "Erreur de validation métier"),
    "6140": (
        "Erreur de numéro de document en double",
        "Erreur de numéro de document en double : Vous devez indiquer un autre numéro.",
    ),
    "6240": ("Erreur de nom en double", "Le nom fourni existe déjà."),
}
FRENCH_OTHERWISE = (
    "Une erreur s'est produite",
    "Une erreur s'est produite lors du traitement de votre demande",
)


async def through(world: World, visit: Visit, rules: list[Rule]) -> Answer:
    """Let the call meet these rules; the first that answers ends it."""
    visit.fault = ", ".join(rule.kind for rule in rules)
    for rule in rules:
        beside = BESIDE.get(rule.kind)
        if beside is not None:
            beside(world, visit, rule)
    refusal = identify(world, visit)
    if refusal is not None:
        return refusal
    for rule in rules:
        if rule.kind in INSTEAD:
            return INSTEAD[rule.kind](world, rule)
        if rule.kind in IN_TIME:
            answer = await IN_TIME[rule.kind](world, visit, rule)
            if answer is not None:
                return answer
    answer = await answer_calmly(world, visit)
    return localised(answer) if any(rule.kind == "localised" for rule in rules) else answer


def _401(world: World, rule: Rule) -> Answer:
    return envelopes.unauthenticated(rule.with_.get("detail"), world.clock.now())


def _403(world: World, rule: Rule) -> Answer:
    return envelopes.forbidden(rule.with_.get("detail"), world.clock.now())


def _429(world: World, rule: Rule) -> Answer:
    form = rule.with_.get("format", world.settings["throttle_format"])
    return envelopes.throttled(form, world.clock.now(), rule.with_.get("retry_after", 0))


def _500(world: World, rule: Rule) -> Answer:
    return envelopes.system_fault(world.clock.now())


def _page(world: World, rule: Rule) -> Answer:
    if rule.with_.get("empty"):
        return Answer(status=int(rule.kind), content_type="text/html")
    return envelopes.page(int(rule.kind))


def _fault(world: World, rule: Rule) -> Answer:
    """Give a Fault with 200, or with the status that is asked for."""
    return envelopes.fault(
        code=str(rule.with_.get("code", "6190")),
        message=rule.with_.get("message", "Invalid Company Status"),
        detail=rule.with_.get(
            "detail",
            "Subscription period has ended or canceled or there was a billing problem : "
            "You can't add data to QuickBooks Online.",
        ),
        element=rule.with_.get("element", ""),
        kind=rule.with_.get("type", "ValidationFault"),
        status=rule.with_.get("status", 200),
        now=world.clock.now(),
    )


def _application(world: World, rule: Rule) -> Answer:
    code = int(rule.with_.get("code", 100))
    return envelopes.application(code, int(rule.with_.get("status", 401)), world.clock.now())


def _name_lock(world: World, rule: Rule) -> Answer:
    return envelopes.name_locked(world.clock.now())


INSTEAD: dict[str, Callable[[World, Rule], Answer]] = {
    "401": _401,
    "403": _403,
    "429": _429,
    "500": _500,
    "502": _page,
    "503": _page,
    "504": _page,
    "fault": _fault,
    "application": _application,
    "name-lock": _name_lock,
}


async def _reset(world: World, visit: Visit, rule: Rule) -> Answer:
    """Break the connection, before the books were asked or, where `after` is set, once they answered."""
    if rule.with_.get("after"):
        await answer_calmly(world, visit)
    visit.aborted = True
    return envelopes.page(502)


async def _slow(world: World, visit: Visit, rule: Rule) -> Answer | None:
    return await _held(world, visit, rule, 5.0, otherwise=None)


async def _timeout_before(world: World, visit: Visit, rule: Rule) -> Answer | None:
    return await _held(world, visit, rule, world.settings["cap_seconds"], otherwise=_over(visit, rule))


async def _timeout_after(world: World, visit: Visit, rule: Rule) -> Answer | None:
    ask(world, visit)
    return await _held(world, visit, rule, world.settings["cap_seconds"], otherwise=_over(visit, rule))


async def _held(
    world: World, visit: Visit, rule: Rule, seconds: float, *, otherwise: Callable[[], Answer] | None
) -> Answer | None:
    """Wait as long as the rule says, but no longer than the server lets a request take."""
    wanted, cap = float(rule.with_.get("seconds", seconds)), float(world.settings["cap_seconds"])
    await world.clock.sleep(min(wanted, cap))
    if otherwise is not None:
        return otherwise()
    return envelopes.page(504) if wanted > cap else None


def _over(visit: Visit, rule: Rule) -> Callable[[], Answer]:
    def end() -> Answer:
        visit.aborted = rule.with_.get("end", "reset") == "reset"
        return envelopes.page(504)

    return end


IN_TIME: dict[str, Callable[[World, Visit, Rule], Awaitable[Answer | None]]] = {
    "reset": _reset,
    "slow": _slow,
    "timeout-before": _timeout_before,
    "timeout-after": _timeout_after,
}


def _somebody(world: World, visit: Visit, rule: Rule) -> None:
    """Let somebody change the books a moment before; "$id" is the id the call is about."""
    values = {
        name: visit.object_id() if value == "$id" else value
        for name, value in rule.with_.get("values", {}).items()
    }
    try:
        somebody(world.places[visit.realm].books, rule.with_["what"], values)
    except (ValueError, KeyError, TypeError) as problem:
        # The call goes on; whoever reads the log sees why nothing happened before it.
        visit.fault += f" ({problem})"


def _revoke(world: World, visit: Visit, rule: Rule) -> None:
    if visit.access is not None:
        world.grants.end(visit.access.grant)


def _expire(world: World, visit: Visit, rule: Rule) -> None:
    if visit.access is not None:
        visit.access.ended = True


BESIDE: dict[str, Callable[[World, Visit, Rule], None]] = {
    "somebody": _somebody,
    "revoke": _revoke,
    "expire": _expire,
}


def localised(answer: Answer) -> Answer:
    """Say the texts of a Fault in French; codes stay."""
    try:
        body = simplejson.loads(answer.body, use_decimal=True)
    except ValueError:
        return answer
    if not isinstance(body, dict) or "Fault" not in body:
        return answer
    for error in body["Fault"]["Error"]:
        error["Message"], error["Detail"] = FRENCH.get(error["code"], FRENCH_OTHERWISE)
    return replace(answer, body=envelopes.dumps(body))
