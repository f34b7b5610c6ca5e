using System.Globalization;

namespace Almagest.Query.LogQL.Syntax;

/// <summary>A query that is not LogQL. The text is Loki's own: <c>parse error at line 1, col 5: syntax error: unexpected IDENTIFIER</c>.</summary>
public sealed class LogQlParseException : Exception
{
    /// <summary>A fault at a place.</summary>
    /// <param name="line">Line from 1; 0 when the token was read beyond the scanner, as Loki has it for durations.</param>
    /// <param name="column">Column in characters from 1.</param>
    /// <param name="fault">What is wrong.</param>
    public LogQlParseException(int line, int column, string fault)
        : base(line == 0 && column == 0 ? $"parse error : {fault}" : string.Create(CultureInfo.InvariantCulture, $"parse error at line {line}, col {column}: {fault}")) =>
        (Line, Column, Fault) = (line, column, fault);

    /// <summary>A fault of the whole query.</summary>
    public LogQlParseException(string fault)
        : this(0, 0, fault)
    {
    }

    /// <summary>Line from 1, 0 when unknown.</summary>
    public int Line { get; }

    /// <summary>Column in characters from 1, 0 when unknown.</summary>
    public int Column { get; }

    /// <summary>What is wrong, without position.</summary>
    public string Fault { get; }
}
