namespace Almagest.ClickHouse.Http;

/// <summary>The error codes of ClickHouse that somebody acts upon; every other code is <see cref="Other"/>.</summary>
public enum ClickHouseError
{
    /// <summary>A code without a name here.</summary>
    Other = 0,

    /// <summary>A table of that name lacks the column.</summary>
    NoSuchColumn = 16,

    /// <summary>A value does not fit the type.</summary>
    TypeMismatch = 53,

    /// <summary>No function of that name.</summary>
    UnknownFunction = 46,

    /// <summary>No column or alias of that name in scope.</summary>
    UnknownIdentifier = 47,

    /// <summary>The table exists already.</summary>
    TableExists = 57,

    /// <summary>No table of that name.</summary>
    UnknownTable = 60,

    /// <summary>The text is not ClickHouse SQL; see <see cref="ClickHouseException.Position"/>.</summary>
    Syntax = 62,

    /// <summary>No database of that name.</summary>
    UnknownDatabase = 81,

    /// <summary>No setting of that name.</summary>
    UnknownSetting = 115,

    /// <summary>The query would read more rows or bytes than its limit.</summary>
    TooManyRows = 158,

    /// <summary>The query ran longer than its limit.</summary>
    Timeout = 159,

    /// <summary>The estimated time is above the limit.</summary>
    TooSlow = 160,

    /// <summary>Write or changed setting in a read-only statement.</summary>
    ReadOnly = 164,

    /// <summary>Too many queries at once.</summary>
    TooManyQueries = 202,

    /// <summary>A query of this id is running already.</summary>
    QueryIdInUse = 216,

    /// <summary>The query or the server reached its memory limit.</summary>
    MemoryLimit = 241,

    /// <summary>The table accepts no writes now.</summary>
    TableReadOnly = 242,

    /// <summary>No space left on the disk.</summary>
    DiskFull = 243,

    /// <summary>Merges cannot keep up with inserts.</summary>
    TooManyParts = 252,

    /// <summary>The query would read more bytes than its limit.</summary>
    TooManyBytes = 307,

    /// <summary>Somebody killed the query.</summary>
    Cancelled = 394,

    /// <summary>The answer has more rows or bytes than the limit.</summary>
    TooManyResultRows = 396,

    /// <summary>A setting is beyond what the profile allows.</summary>
    SettingConstraint = 452,

    /// <summary>A declared parameter was not given.</summary>
    MissingParameter = 456,

    /// <summary>A parameter's value does not read as its declared type.</summary>
    BadParameter = 457,

    /// <summary>The account may not do that.</summary>
    AccessDenied = 497,

    /// <summary>Wrong user or password.</summary>
    AuthenticationFailed = 516,

    /// <summary>The HTTP layer refused the request, for instance a parameter above 128 KiB.</summary>
    Http = 1000,
}
