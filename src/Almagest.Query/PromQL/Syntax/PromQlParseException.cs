using System.Globalization;
using System.Text;
using Almagest.Query.Common;

namespace Almagest.Query.PromQL.Syntax;

/// <summary>A query that is not PromQL. The text is Prometheus' own: <c>1:5: parse error: unexpected &lt;aggr:sum&gt;</c>.</summary>
public sealed class PromQlParseException : Exception
{
    /// <param name="query">The text that was parsed.</param>
    /// <param name="span">Where the fault is, in UTF-8 bytes.</param>
    /// <param name="fault">What is wrong, without position.</param>
    public PromQlParseException(string query, SourceSpan span, string fault)
        : base($"{Position(query, span.Start)}: parse error: {fault}") => (Span, Fault) = (span, fault);

    /// <summary>Where the fault is, in UTF-8 bytes.</summary>
    public SourceSpan Span { get; }

    /// <summary>What is wrong, without position.</summary>
    public string Fault { get; }

    /// <summary>Line and column of a position, both from 1, as Prometheus writes them in errors and annotations.</summary>
    public static string Position(string query, int position)
    {
        if (query.Length == 0)
            return "unknown position";
        var bytes = Encoding.UTF8.GetBytes(query);
        if (position < 0 || position > bytes.Length)
            return "invalid position";
        var before = bytes.AsSpan(0, position);
        var line = before.Count((byte)'\n') + 1;
        return string.Create(CultureInfo.InvariantCulture, $"{line}:{position - before.LastIndexOf((byte)'\n')}");
    }
}
