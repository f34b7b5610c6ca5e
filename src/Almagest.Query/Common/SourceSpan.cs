namespace Almagest.Query.Common;

/// <summary>Where a piece of a query stands in its text.</summary>
/// <param name="Start">Position of the first character, from 0, in UTF-8 bytes as the languages' own tools count.</param>
/// <param name="End">Position after the last character.</param>
public readonly record struct SourceSpan(int Start, int End)
{
    /// <summary>A span that covers both.</summary>
    public SourceSpan To(SourceSpan other) => new(Start, other.End);
}
