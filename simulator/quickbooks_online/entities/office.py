"""The company itself, its rates and its attachments."""

from simulator.quickbooks_online.entities.fields import EVERY, Kind, fields

COMPANY_INFO = Kind(
    name="CompanyInfo",
    group="fixed",
    ends="no",
    fields=fields(
        """
    CompanyName text 1024 req q
    LegalName text 1024
    CompanyAddr address req
    CustomerCommunicationAddr address
    LegalAddr address
    CustomerCommunicationEmailAddr email
    PrimaryPhone phone
    CompanyStartDate day ro
    FiscalYearStartMonth text ro
    Country text ro
    Email email
    WebAddr web
    SupportedLanguages text ro
    DefaultTimeZone text ro
    NameValue any ro
    EmployerId text ro
    """,
        EVERY,
    ),
)
PREFERENCES = Kind(
    name="Preferences",
    group="fixed",
    ends="no",
    fields=fields(
        """
    AccountingInfoPrefs any
    ProductAndServicesPrefs any
    SalesFormsPrefs any
    EmailMessagesPrefs any
    VendorAndPurchasesPrefs any
    TimeTrackingPrefs any
    TaxPrefs any
    CurrencyPrefs any
    ReportPrefs any
    OtherPrefs any
    """,
        EVERY,
    ),
)
EXCHANGE_RATE = Kind(
    name="ExchangeRate",
    group="fixed",
    sequence="rate",
    ends="no",
    fields=fields(
        """
    SourceCurrencyCode text 3 req q
    TargetCurrencyCode text 3 q
    Rate number req
    AsOfDate day req q
    """,
        EVERY,
    ),
)
ATTACHABLE = Kind(
    name="Attachable",
    group="file",
    sequence="attachable",
    fields=fields(
        """
    FileName text 1000 q
    FileAccessUri text ro
    TempDownloadUri text ro
    ThumbnailFileAccessUri text ro
    ThumbnailTempDownloadUri text ro
    Size whole ro q
    ContentType text 100
    Category choice of:Contact+Photo|Document|Image|Receipt|Signature|Sound|Other q
    AttachableRef parts to:AttachableRef q
    Note text 2000 q
    Lat text
    Long text
    PlaceName text
    Tag text 2000
    CustomField custom
    """,
        EVERY,
    ),
)
