using System.Text;

namespace Almagest.Server.Ingest.Logs.Pipelines.Stages;

/// <summary>
/// Drops lines for which all that is given holds: <c>drop: {source, expression | value, older_than, longer_than}</c>, as in Promtail. Several
/// sources are joined by <c>separator</c> (;) for the expression.
/// </summary>
sealed class DropStage : IPipelineStage
{
    readonly string[] _sources;
    readonly string _separator;
    readonly StageRegex? _expression;
    readonly string? _value;
    readonly TimeSpan? _olderThan;
    readonly long? _longerThan;
    readonly TimeProvider _time;

    DropStage(StageOptions options)
    {
        _sources = options.List("source");
        _separator = options.Text("separator") ?? ";";
        _value = options.Text("value");
        _expression = options.Text("expression") is not null ? options.Regex("expression") : null;
        _olderThan = options.Duration("older_than");
        _longerThan = options.Bytes("longer_than");
        _time = options.Environment.Time;
        options.Text("drop_counter_reason");
    }

    internal static DropStage Create(StageOptions options)
    {
        var stage = new DropStage(options);
        if (stage is { _sources: [], _expression: null, _olderThan: null, _longerThan: null })
            throw options.Invalid("one of \"source\", \"expression\", \"older_than\", \"longer_than\" is needed");
        if (stage is { _value: not null, _expression: not null })
            throw options.Invalid("only one of \"value\" and \"expression\" is possible");
        if (stage is { _value: not null, _sources: [] })
            throw options.Invalid("\"value\" needs a \"source\"");
        return stage;
    }

    /// <inheritdoc/>
    public void Process(PipelineEntry entry)
    {
        if (_longerThan is { } longest && Encoding.UTF8.GetByteCount(entry.Line) <= longest)
            return;
        if (_olderThan is { } age && (_time.GetUtcNow() - DateTimeOffset.UnixEpoch - age).Ticks * 100 <= entry.Time)
            return;
        if (IsNamed(entry))
            entry.Drop();
    }

    bool IsNamed(PipelineEntry entry)
    {
        if (_sources.Length == 0)
            return _expression is null || _expression.IsMatch(entry.Line);
        var values = _sources.Select(entry.Find).ToList();
        if (values.Exists(static v => v is null))
            return false;
        if (_expression is not null)
            return _expression.IsMatch(string.Join(_separator, values));
        return _value is null || string.Join(_separator, values) == _value;
    }
}
