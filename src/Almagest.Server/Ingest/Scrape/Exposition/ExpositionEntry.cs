namespace Almagest.Server.Ingest.Scrape.Exposition;

/// <summary>What a line of an exposition is.</summary>
enum ExpositionEntry
{
    /// <summary>Nothing more.</summary>
    End,

    /// <summary>A sample.</summary>
    Sample,

    /// <summary><c># TYPE</c></summary>
    Type,

    /// <summary><c># HELP</c></summary>
    Help,

    /// <summary><c># UNIT</c></summary>
    Unit,
}
