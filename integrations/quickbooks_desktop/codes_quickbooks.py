"""The codes that QuickBooks gives when it cannot be opened or asked: they begin with 0x8."""

from integrations.quickbooks_desktop.explained import entry

AGAIN = "Then choose Update Selected in the Web Connector."
RESTART = "End QuickBooks and the Web Connector, and start them again, QuickBooks first."
PREFERENCES = (
    "In QuickBooks, as Admin, choose Edit > Preferences > Integrated Applications > Company Preferences, "
    "select Tieout, and choose Properties."
)
ADMIN = "In QuickBooks, sign in to the company file as Admin, and choose File > Switch to Single-user Mode."
GRANT = (
    "When QuickBooks asks whether Tieout may read and change this company file, choose Yes, always; allow "
    "access even if QuickBooks is not running."
)
SUPPORT = "If it comes back, send support the last page of the log: View Log in the Web Connector."
LOG = "If it comes back, send support the files QWCLog.txt and qbsdklog.txt of that computer."

QUICKBOOKS = (
    entry(
        "0x80040400",
        "QuickBooks could not read what Tieout asked",
        "This is for support to mend: tell them the time. Nothing was changed in QuickBooks.",
        LOG,
    ),
    entry(
        "0x80040401",
        "QuickBooks cannot be reached on that computer",
        "Start QuickBooks and open the company file.",
        "If QuickBooks runs as administrator, so must the Web Connector, and the other way round: run both "
        "as normal programs.",
        "If it stays so, repair QuickBooks: Windows Settings > Apps > QuickBooks > Modify > Repair.",
    ),
    entry(
        "0x80040402",
        "QuickBooks had an error that it does not explain",
        "Choose Update Selected in the Web Connector once more.",
        RESTART,
        LOG,
    ),
    entry(
        "0x80040403 0x80040404 0x80040405 0x80040406 0x80040407 0x80040409",
        "The company file could not be opened",
        "Open the company file in QuickBooks by hand: File > Open or Restore Company. If that fails too, "
        "QuickBooks says why.",
        "If the file was moved or renamed, open it in its new place once as Admin.",
        AGAIN,
    ),
    entry(
        "0x80040408",
        "QuickBooks could not be started",
        "Open QuickBooks and the company file on that computer and leave it open, then choose Update "
        "Selected.",
        "In QuickBooks, as Admin, choose Edit > Preferences > Integrated Applications > Company "
        "Preferences, select Tieout, and choose Properties. Tick Allow this application to login "
        "automatically, and choose the user.",
        "Close every box in QuickBooks that waits for an answer: an update, a reminder of a backup, a "
        "sign-in.",
        "Check that QuickBooks and the Web Connector are both not run as administrator.",
        "In the Task Manager, end every QBW.EXE that is left over without a window, then start QuickBooks.",
        "If several versions of QuickBooks are installed, open the company file with the one it belongs to.",
        "Restart the computer if nothing of this helps.",
    ),
    entry(
        "0x8004040A",
        "Another company file is open than the one that was asked for",
        "Open the right company file: File > Open or Restore Company. Or close the one that is open.",
        "If several companies are synced from this computer, allow access even if QuickBooks is not "
        "running: the Web Connector then opens each by itself.",
        AGAIN,
    ),
    entry(
        "0x8004040B 0x8004040C 0x8004040E 0x8004040F",
        "QuickBooks lost track of the session",
        RESTART,
        AGAIN,
        SUPPORT,
    ),
    entry(
        "0x8004040D",
        "QuickBooks no longer knows the session",
        "Choose Update Selected in the Web Connector again.",
        RESTART,
    ),
    entry(
        "0x80040410",
        "The company file is open in another mode than was asked for",
        "Change the mode: File > Switch to Single-user Mode, or File > Switch to Multi-user Mode.",
        AGAIN,
    ),
    entry(
        "0x80040411 0x80040412 0x80040413 0x80040415",
        "Tieout and QuickBooks did not agree on the session",
        "This is for support to mend: tell them the time. Nothing was changed in QuickBooks.",
        LOG,
    ),
    entry(
        "0x80040414",
        "A box in QuickBooks waits for an answer",
        "Look at QuickBooks on that computer, and answer or close every box that is open.",
        "A box may hide behind another window; an update or a backup may have asked while nobody was there.",
        AGAIN,
    ),
    entry(
        "0x80040416",
        "QuickBooks is not running, and no company file was named",
        "Start QuickBooks and open the company file.",
        "So that it works with QuickBooks closed: In QuickBooks, as Admin, choose Edit > Preferences > "
        "Integrated Applications > Company Preferences, select Tieout, and choose Properties. Tick Allow "
        "this application to login automatically.",
        AGAIN,
    ),
    entry(
        "0x80040418",
        "This company file has not let Tieout in yet",
        ADMIN,
        AGAIN,
        GRANT,
    ),
    entry(
        "0x8004041A",
        "Tieout may not open this company file",
        "In QuickBooks, as Admin, choose Edit > Preferences > Integrated Applications > Company "
        "Preferences, select Tieout, and choose Properties. Tick Allow this application to access this "
        "company file.",
        "On the same page, take the tick off Don't allow any applications to access this company file.",
        AGAIN,
    ),
    entry(
        "0x8004041B 0x8004041C",
        "QuickBooks was busy with something it had to lock",
        "Wait a minute, then choose Update Selected in the Web Connector.",
        "If it stays so, check whether somebody rebuilds, verifies or backs up the company file.",
    ),
    entry(
        "0x8004041D",
        "Tieout may not sign in to QuickBooks by itself",
        "In QuickBooks, as Admin, choose Edit > Preferences > Integrated Applications > Company "
        "Preferences, select Tieout, and choose Properties. Tick Allow this application to login "
        "automatically, and choose the user.",
        "Or leave QuickBooks open with the company file.",
        AGAIN,
    ),
    entry(
        "0x8004041E 0x8004042C",
        "QuickBooks does not trust the certificate of Tieout",
        "Check date and time of the computer. If they are right, this is for support to mend: tell them the"
        " code.",
    ),
    entry(
        "0x8004041F",
        "This edition of QuickBooks lets no other program in",
        "Tieout needs QuickBooks Pro, Premier or Enterprise: see Help > About QuickBooks for which one it "
        "is.",
    ),
    entry(
        "0x80040420 0x80040421",
        "Somebody in QuickBooks said that Tieout may not come in",
        ADMIN,
        "In QuickBooks, as Admin, choose Edit > Preferences > Integrated Applications > Company "
        "Preferences, select Tieout, and choose Properties. Tick Allow this application to access this "
        "company file.",
        AGAIN,
        GRANT,
    ),
    entry(
        "0x80040422",
        "Another program uses the company file, and Tieout would have to be alone",
        "Close the other program that is connected to QuickBooks, or wait until it is done.",
        AGAIN,
    ),
    entry(
        "0x80040423",
        "This QuickBooks is too old",
        "Tieout works with QuickBooks Desktop 2014 and later: see Help > About QuickBooks for which one it "
        "is.",
        "Update QuickBooks, open the company file with it, then choose Update Selected.",
    ),
    entry(
        "0x80040424",
        "QuickBooks is still starting",
        "Wait a minute until the company file is open, then choose Update Selected in the Web Connector.",
    ),
    entry(
        "0x80040427",
        "This QuickBooks is not registered",
        "In QuickBooks, choose Help > Activate QuickBooks Desktop, and follow it to the end.",
        AGAIN,
    ),
    entry(
        "0x8004042A",
        "QuickBooks lets no program of another computer in",
        "Run the Web Connector on the computer on which QuickBooks itself is installed.",
    ),
    entry(
        "0x80040308",
        "The part of QuickBooks that talks to other programs is missing",
        "Install the Web Connector again from Intuit, then restart the computer.",
        "If it stays so, repair QuickBooks: Windows Settings > Apps > QuickBooks > Modify > Repair.",
    ),
    entry(
        "0x8007007E 0x80040154",
        "A part of QuickBooks or of the Web Connector is not installed properly",
        "Repair QuickBooks: Windows Settings > Apps > QuickBooks > Modify > Repair.",
        "Install the Web Connector again from Intuit, then restart the computer.",
    ),
    entry(
        "0x800706BA",
        "QuickBooks ended while it was at work",
        "Start QuickBooks, open the company file, then choose Update Selected in the Web Connector.",
        LOG,
    ),
)  # fmt: skip
