"""Setting up, step by step, for whoever sits before the computer with QuickBooks."""

from dataclasses import dataclass

# Where Intuit gives the Web Connector away.
DOWNLOAD = "https://developer.intuit.com/app/developer/qbdesktop/docs/get-started/get-started-with-quickbooks-web-connector"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: an anchor, a heading, what to click, and what is then seen."""

    key: str
    title: str
    lines: tuple[str, ...]
    seen: str = ""


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(" ".join(lines.split()) for lines in text.strip().split("\n\n"))


STEPS = (
    Step(
        key="before",
        title="Before you begin",
        lines=_paragraphs("""
            Sit at the computer on which QuickBooks Desktop (2014 or later) and the company file are used
            every day, signed in to Windows as the person who will stay signed in.

            If more than one version of QuickBooks is installed there, use the one the company file is
            opened with.

            Run neither QuickBooks nor the Web Connector as administrator: both have to run alike.

            Have the password at hand that Tieout showed when the Web Connector was set up.
        """),
    ),
    Step(
        key="install",
        title="Install the Web Connector",
        lines=_paragraphs("""
            In QuickBooks, look at File > App Management > Update Web Services (in older versions File >
            Update Web Services). If the Web Connector opens, it is installed.

            If not, download QuickBooks Web Connector from Intuit's page, run the installer, and restart
            QuickBooks.
        """),
        seen="A window named QuickBooks Web Connector opens.",
    ),
    Step(
        key="open",
        title="Open the company file as Admin",
        lines=_paragraphs("""
            In QuickBooks, choose File > Open or Restore Company and open the company file.

            Sign in as the user Admin. Others cannot let a new application in.

            If the menu File offers Switch to Single-user Mode, choose it. You can switch back after the
            first run.
        """),
        seen="The title of the window names the right company.",
    ),
    Step(
        key="add",
        title="Add Tieout to the Web Connector",
        lines=_paragraphs("""
            Save the file from Tieout (it ends in .qwc) on this computer.

            In the Web Connector, choose File > Add an Application and open that file. A double click on
            the file does the same.

            The Web Connector asks whether to authorise it: choose OK.
        """),
    ),
    Step(
        key="allow",
        title="Let QuickBooks let Tieout in",
        lines=_paragraphs("""
            QuickBooks shows a window: an application without a certificate (or with one) wants to access
            the company file, to read and to change it.

            Choose Yes, always; allow access even if QuickBooks is not running. Nights and weekends are
            then synced too. With Yes, whenever this QuickBooks company file is open, they are not.

            Choose the user to sign in as, Continue, then Done. If a box asks whether you are sure and
            wants the word Yes typed, type it.
        """),
        seen="The Web Connector shows a line that begins with Tieout.",
    ),
    Step(
        key="password",
        title="Type the password",
        lines=_paragraphs("""
            On the line of Tieout, click into the field Password, type the password, and press Enter.

            Small letters and digits; the hyphens may be left out. There is no letter i, l or o in it, and
            no 0 or 1.

            When it asks whether to save the password, choose Yes.
        """),
    ),
    Step(
        key="run",
        title="Run it for the first time",
        lines=_paragraphs("""
            Tick the box at the left of the line of Tieout and choose Update Selected.

            Wait until the line says that it is done. It takes less than a minute.
        """),
        seen="Tieout shows the name of the company and asks whether it is the right one.",
    ),
    Step(
        key="auto",
        title="Let it run by itself",
        lines=_paragraphs("""
            Tick Auto-Run on the line of Tieout, and see that Every-Min holds the interval that was set
            up.

            Leave this computer switched on and this person signed in to Windows; a locked screen does no
            harm, sleep and signing out do. Windows Settings > System > Power: let it never sleep.

            Let the Web Connector start with Windows: it stands in the tray beside the clock.

            A user of QuickBooks of its own for Tieout keeps reminders and updates from getting in the
            way.
        """),
    ),
    Step(
        key="moved",
        title="If the company file is moved or renamed",
        lines=_paragraphs("""
            Open it in its new place once in QuickBooks, as Admin, then choose Update Selected in the Web
            Connector. Tieout knows the file by the mark in it, not by its place.

            If the Web Connector still looks for the old place, remove the line of Tieout and add the same
            .qwc file again. Do not make a new file for it.

            After a backup was restored, run the Web Connector once and look at Tieout's page of the
            connection before anything is synced.
        """),
    ),
    Step(
        key="remove",
        title="Taking Tieout off a computer",
        lines=_paragraphs("""
            In the Web Connector, select the line of Tieout and choose Remove.

            In QuickBooks, as Admin, choose Edit > Preferences > Integrated Applications > Company
            Preferences, select Tieout and choose Remove. Only both together take all access away.
        """),
    ),
)
