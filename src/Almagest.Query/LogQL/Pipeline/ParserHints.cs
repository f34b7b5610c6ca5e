namespace Almagest.Query.LogQL.Pipeline;

/// <summary>
/// What a query needs of its parsers. <c>sum by (status) (rate({…} | json [5m]))</c> needs one field: the parser stops when it has it, and a fault of the
/// line behind it is never met. Results depend on this, so it follows Loki.
/// </summary>
public sealed class ParserHints
{
    readonly string[] _required;
    readonly bool _noLabels;
    readonly (string Label, LabelFilterStage Filter)[] _filters;
    readonly HashSet<string> _extracted = [];

    ParserHints(string[] required, bool noLabels, (string, LabelFilterStage)[] filters) =>
        (_required, _noLabels, _filters, PreserveError) = (required, noLabels, filters, required.Contains(LineLabels.ErrorLabel));

    /// <summary>Whether the query asks for errors.</summary>
    internal bool PreserveError { get; }

    /// <summary>Whether nothing needs to be extracted any more.</summary>
    internal bool NoLabels => _noLabels || AllExtracted;

    /// <summary>Whether all that is needed is there.</summary>
    internal bool AllExtracted => _required.Length > 0 && _extracted.Count >= _required.Length && _required.All(_extracted.Contains);

    /// <summary>Hints for a query of lines: everything is needed, and a line may be given up when a filter refuses a field.</summary>
    public static ParserHints ForLines(IReadOnlyList<Stage> stages) => new([], false, Filters(stages));

    /// <summary>Hints for a query of numbers.</summary>
    /// <param name="stages">The pipeline with what follows an unwrap.</param>
    /// <param name="groups">Labels the samples are grouped by.</param>
    /// <param name="without">Whether those are taken away.</param>
    /// <param name="noLabels">Whether no label is kept at all.</param>
    /// <param name="unwrapped">The label that is the value; null when lines are counted.</param>
    public static ParserHints ForSamples(IReadOnlyList<Stage> stages, IReadOnlyList<string> groups, bool without, bool noLabels, string? unwrapped)
    {
        var required = stages.SelectMany(static s => s.RequiredLabels).Concat(groups).Concat(unwrapped is null ? [] : [unwrapped])
            .SelectMany(WithoutSuffix).Where(static n => n.Length > 0).Distinct().ToArray();
        if (noLabels)
            return required.Length > 0 ? new ParserHints(required, false, Filters(stages)) : new ParserHints([], true, []);
        return without || groups.Count == 0 ? new ParserHints([], false, Filters(stages)) : new ParserHints(required, false, []);
    }

    internal void Reset() => _extracted.Clear();

    internal bool IsExtracted(string label) => _extracted.Contains(label);

    internal bool ShouldExtract(string label) => _required.Length == 0 || _required.Contains(label);

    internal bool ShouldExtractPrefix(string prefix) => _required.Length == 0 || _required.Any(r => r.StartsWith(prefix, StringComparison.Ordinal));

    internal void RecordExtracted(string label) => _extracted.Add(label);

    /// <summary>Whether the first filter on this label, if there is one, lets the line pass.</summary>
    internal bool ShouldContinue(string label, LineState line)
    {
        foreach (var (name, filter) in _filters)
            if (name == label)
                return filter.Process(line);
        return true;
    }

    static (string, LabelFilterStage)[] Filters(IReadOnlyList<Stage> stages) =>
        [.. stages.OfType<LabelFilterStage>().Where(static f => f.SingleLabel is not null).Select(static f => (f.SingleLabel ?? "", f))];

    // A label that collides with the stream's is extracted under its own name and renamed then.
    static IEnumerable<string> WithoutSuffix(string label) => label.EndsWith(LineLabels.DuplicateSuffix, StringComparison.Ordinal)
        ? [label, label[..^LineLabels.DuplicateSuffix.Length]] : [label];
}
