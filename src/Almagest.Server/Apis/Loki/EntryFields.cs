using Almagest.Model;
using Almagest.Query.LogQL.Engine;
using Almagest.Query.LogQL.Pipeline;
using Almagest.Query.LogQL.Syntax;

namespace Almagest.Server.Apis.Loki;

/// <summary>
/// The fields of a line: what the query itself parsed, together with what the line is as JSON or else as logfmt. Structured metadata does not count
/// here: a field of its name keeps the name. Not thread-safe.
/// </summary>
sealed class EntryFields
{
    readonly LinePipeline _json = new([new JsonExpr([])]);
    readonly LinePipeline _logfmt = new([new LogfmtExpr(false, false, [])]);

    /// <summary>Values by name, most often one each, and the parser that read the line; null when none could.</summary>
    internal (IReadOnlyDictionary<string, List<string>> Fields, string? Parser) Of(LogEntry entry, Labels stream)
    {
        var fields = new Dictionary<string, List<string>>();
        foreach (var label in entry.Parsed)
            Add(fields, label);
        // A label that the query itself made is none of the stream's.
        var own = entry.Parsed.Count == 0 ? stream : Labels.FromSorted([.. stream.Where(l => !entry.Parsed.Has(l.Name))]);
        var parser = "json";
        var parsed = Parse(_json, entry, own);
        if (parsed is null)
            (parser, parsed) = ("logfmt", Parse(_logfmt, entry, own));
        if (parsed is null)
            return (fields, null);
        foreach (var label in parsed)
            Add(fields, label);
        return (fields, parser);
    }

    static Labels? Parse(LinePipeline pipeline, LogEntry entry, Labels stream) =>
        pipeline.Process(entry.TimeNano, entry.Text, stream, Labels.Empty)?.Parsed is { } parsed && !parsed.Has(LineLabels.ErrorLabel) ? parsed : null;

    static void Add(Dictionary<string, List<string>> fields, Label label)
    {
        if (label.Name is LineLabels.ErrorLabel or LineLabels.ErrorDetailsLabel or LineLabels.PreserveErrorLabel)
            return;
        if (!fields.TryGetValue(label.Name, out var values))
            fields[label.Name] = values = [];
        if (!values.Contains(label.Value))
            values.Add(label.Value);
    }
}
