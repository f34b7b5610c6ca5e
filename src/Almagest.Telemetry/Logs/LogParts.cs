namespace Almagest.Telemetry.Logs;

/// <summary>Parts of the table <c>logs</c> with and without indexes.</summary>
enum LogParts
{
    /// <summary>Those that were merged and have indexes.</summary>
    Merged,

    /// <summary>Those that are as they were inserted. A part's name ends with the number of merges behind it; one that was altered counts as merged.</summary>
    Fresh,
}
