namespace Almagest.Telemetry.Logs.Search;

/// <summary>
/// How a whole word is looked for. The text index answers it without reading lines, but parts that were never merged have no index yet, and putting each of
/// their lines through the index' expression costs ten times what looking for the word in the line does.
/// </summary>
enum WordLookup
{
    /// <summary>In the line and by the index: for whoever reads the lines that are found.</summary>
    Both,

    /// <summary>By the index alone: for counts over <see cref="LogParts.Merged"/> parts.</summary>
    Index,

    /// <summary>In the line alone: for counts over <see cref="LogParts.Fresh"/> parts.</summary>
    Line,
}
