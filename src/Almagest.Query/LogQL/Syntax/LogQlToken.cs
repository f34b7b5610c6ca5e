namespace Almagest.Query.LogQL.Syntax;

/// <summary>One word of a query.</summary>
/// <param name="Kind">The name by which Loki's messages call it: <c>IDENTIFIER</c>, <c>STRING</c>, <c>RATE</c>, or the sign itself.</param>
/// <param name="Text">Its text; of a string its value.</param>
/// <param name="Line">Line from 1; 0 for tokens that Loki reads character by character.</param>
/// <param name="Column">Column in characters from 1.</param>
readonly record struct LogQlToken(string Kind, string Text, int Line, int Column)
{
    internal const string End = "$end";
    internal const string Identifier = "IDENTIFIER";
    internal const string String = "STRING";
    internal const string Number = "NUMBER";
    internal const string Duration = "DURATION";
    internal const string Range = "RANGE";
    internal const string Bytes = "BYTES";
    internal const string Flag = "FUNCTION_FLAG";

    /// <summary>Nanoseconds of a duration or range.</summary>
    public long Nanos { get; init; }

    /// <summary>Bytes of a size.</summary>
    public ulong Size { get; init; }
}
