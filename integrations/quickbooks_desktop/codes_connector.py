"""The codes of the Web Connector itself, as it shows them in its window and writes them into its log."""

from integrations.quickbooks_desktop.explained import entry

NEW_FILE = "In Tieout, download the file again, and add that one with File > Add an Application."
AGAIN = "In the Web Connector, tick the line of Tieout and choose Update Selected."
LOG = "If it comes back, choose View Log in the Web Connector and send the last page of it to support."
AS_ADMIN = (
    "In QuickBooks, open the right company file as Admin, and choose File > Switch to Single-user Mode."
)
OPEN_HELP = (
    "On that computer, open the help address of the Web Connector's line in a browser: it must show a page."
)
REPLACE = (
    "If it stays so, use Replace the file on Tieout's page of the Web Connector: it leads through the rest."
)

CONNECTOR = (
    entry(
        "QBWC1000",
        "The addresses in the file do not belong together",
        NEW_FILE,
        "Do not edit the file: both addresses in it have to be on one host.",
    ),
    entry(
        "QBWC1001 QBWC1002",
        "The file holds a number where the name of a host should be",
        NEW_FILE,
        "If Tieout is run by your own people, let its public address be a host name, not an IP address.",
    ),
    entry(
        "QBWC1003 QBWC1004",
        "The help page of Tieout could not be reached",
        OPEN_HELP,
        "If it does not, check the internet connection, and that no firewall or proxy holds it up.",
        "Then add the file again with File > Add an Application.",
    ),
    entry(
        "QBWC1005 QBWC1006",
        "The run itself did not succeed",
        "Read the line below the entry in the Web Connector: it says why; look that code up here.",
        AGAIN,
        LOG,
    ),
    entry(
        "QBWC1007 QBWC1008 QBWC1009",
        "The Web Connector could not reach QuickBooks and tried again",
        "Open QuickBooks and the company file on that computer, and close every box that waits for an "
        "answer.",
        AGAIN,
        "If it stays so, end both programs, start QuickBooks first and the Web Connector second.",
    ),
    entry(
        "QBWC1010",
        "The address in the file does not begin with https",
        NEW_FILE,
        "If Tieout is run by your own people, it has to be reached by https with a valid certificate.",
    ),
    entry(
        "QBWC1012",
        "The Web Connector could not sign in to Tieout, because no proper answer came",
        OPEN_HELP,
        "If the browser warns of a certificate, or shows a sign-in of your network, that is the cause: ask "
        "whoever looks after the network.",
        "Check date and time of the computer, and that Windows is up to date: old ones cannot connect "
        "safely.",
        AGAIN,
    ),
    entry(
        "QBWC1013",
        "QuickBooks could not be opened",
        "A second code that begins with 0x stands beside it: look that one up here.",
        AS_ADMIN,
        AGAIN,
    ),
    entry(
        "QBWC1014",
        "QuickBooks did not say which company file is open",
        AS_ADMIN,
        "Then choose Update Selected in the Web Connector.",
        LOG,
    ),
    entry(
        "QBWC1015",
        "The Web Connector could not let go of QuickBooks",
        "End the Web Connector and QuickBooks, and start them again, QuickBooks first.",
    ),
    entry(
        "QBWC1016 QBWC1017 QBWC1018 QBWC1019 QBWC1021 QBWC1032",
        "The Web Connector was not ready for what was asked",
        "Wait until no line says that it is running, then choose Update Selected again.",
        "If it stays so, end the Web Connector by Exit in its menu, and start it again.",
    ),
    entry(
        "QBWC1020",
        "The Web Connector was asked to end while a schedule is on",
        "Leave it running: without it nothing is synced. Answer No.",
        "If it really should end, take the tick off Auto-Run first.",
    ),
    entry(
        "QBWC1022 QBWC1023 QBWC1024 QBWC1025",
        "The mark in the company file could not be looked up",
        AS_ADMIN,
        "Then add the file again with File > Add an Application.",
        REPLACE,
    ),
    entry(
        "QBWC1026 QBWC1027",
        "The company file is marked for another connection",
        "Check which company file is open in QuickBooks: it may not be the one this connection was made "
        "for.",
        AS_ADMIN,
        "If this company was connected with another organisation in Tieout, disconnect it there first.",
        REPLACE,
    ),
    entry(
        "QBWC1028 QBWC1029 QBWC1038",
        "The Web Connector could not keep the password",
        "Click into Password on the line of Tieout, type it again, press Enter, and say Yes to saving it.",
        "If it fails again, sign in to Windows as the person who added the application: each has passwords "
        "apart.",
        "If that does not help, install the Web Connector again.",
    ),
    entry(
        "QBWC1030",
        "No password is typed yet",
        "Click into Password on the line of Tieout, type the password that Tieout showed, press Enter, and "
        "say Yes.",
        "If nobody has the password, choose New password in Tieout. The file stays as it is.",
    ),
    entry(
        "QBWC1031",
        "The run ended, and something in it went wrong",
        "Read the text below the line of Tieout, and look on Tieout's page of the connection: both say what"
        " it was.",
        AGAIN,
    ),
    entry(
        "QBWC1033",
        "The Web Connector could not write its log",
        "Check that the disk is not full and that you may write where the log is: View Log shows the place.",
        "End the Web Connector, rename the file QWCLog.txt, and start it again.",
    ),
    entry(
        "QBWC1034",
        "The file says wrongly for which editions of QuickBooks it is",
        NEW_FILE,
        "Do not edit the file.",
    ),
    entry(
        "QBWC1035",
        "The computer could not find itself by name",
        NEW_FILE,
        "This happens with files made for tests on one computer only.",
    ),
    entry(
        "QBWC1036 QBWC1037 QBWC1046",
        "Tieout said something about the version of the Web Connector",
        "Get the current Web Connector from Intuit, and install it over the old one. The entry stays.",
        AGAIN,
    ),
    entry(
        "QBWC1039",
        "The application could not be added: this company file knows its pair of ids already",
        "If Tieout stands in the list of the Web Connector, it need not be added: type the newest password "
        "there.",
        "If it was removed from the list, use Replace the file on Tieout's page of the Web Connector: it "
        "leads through taking the old mark out of the company file.",
        "Do not make one new file after the other: each leaves another mark behind.",
    ),
    entry(
        "QBWC1040",
        "Tieout does not take this user name and password",
        "Click into Password on the line of Tieout and type the newest password. Small letters and digits; "
        "the hyphens may be left out.",
        "If nobody has it, choose New password in Tieout. The file stays as it is.",
        "If the connection was disconnected in Tieout, set it up again there.",
    ),
    entry(
        "QBWC1041 QBWC1042 QBWC1043 QBWC1044 QBWC1045",
        "A call to Tieout broke off in the middle",
        "Choose Update Selected again: a short loss of the internet connection is the usual cause, and "
        "nothing is lost by it.",
        "If it comes at every run, look whether a proxy or a virus scanner cuts connections to Tieout.",
        LOG,
    ),
    entry(
        "QBWC1048",
        "The certificate of Tieout could not be checked",
        "Check date and time of the computer, and that Windows is up to date.",
        OPEN_HELP,
        "If the browser warns there too, ask whoever looks after the network: something stands in between.",
    ),
)  # fmt: skip
