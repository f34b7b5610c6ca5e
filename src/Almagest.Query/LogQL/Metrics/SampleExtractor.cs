using System.Text;
using Almagest.Query.LogQL.Engine;
using Almagest.Query.LogQL.Literals;
using Almagest.Query.LogQL.Pipeline;
using Almagest.Query.LogQL.Syntax;

namespace Almagest.Query.LogQL.Metrics;

/// <summary>Makes a sample of a line: 1, its length, or the value of a label. Not thread-safe.</summary>
sealed class SampleExtractor
{
    readonly IReadOnlyList<Stage> _stages;
    readonly IReadOnlyList<LabelFilterStage> _filters;
    readonly Unwrap? _unwrap;
    readonly bool _bytes;
    readonly LineState _line;
    readonly SampleLabels _labels;

    /// <exception cref="LogQlParseException">A stage is malformed.</exception>
    internal SampleExtractor(RangeAggregationExpr expr, Grouping? pushed)
    {
        _stages = StageFactory.Make(expr.Range.Selector.Stages);
        _unwrap = expr.Range.Unwrap;
        _filters = [.. (_unwrap?.Filters ?? []).Select(static f => Filter(f))];
        _bytes = expr.Operation is "bytes_over_time" or "bytes_rate";
        var grouping = pushed ?? expr.Grouping;
        var noLabels = expr.Operation == "absent_over_time" || grouping is { IsSingle: true };
        var (names, without) = (grouping?.Names ?? [], grouping?.Without ?? false);
        if (_unwrap is not null && (names.Count == 0 || without))
            (names, without) = ([.. names, _unwrap.Label], true);
        IReadOnlyList<Stage> all = [.. _stages, .. _filters];
        _line = new LineState(ParserHints.ForSamples(all, names, without, noLabels, _unwrap?.Label));
        _labels = new SampleLabels(names, without, noLabels);
    }

    /// <summary>The sample; null when the line gives none.</summary>
    internal LogSample? Extract(LogLine line)
    {
        (_line.TimeNano, _line.Text) = (line.TimeNano, line.Text);
        _line.Labels.Reset(line.Stream, line.Metadata);
        foreach (var stage in _stages)
            if (!stage.Process(_line))
                return null;
        if (_unwrap is null)
            return new LogSample(_labels.Of(_line.Labels), _bytes ? Encoding.UTF8.GetByteCount(_line.Text) : 1);
        // A line without the label is nothing unusual and gives no sample.
        if (_line.Labels.Get(_unwrap.Label) is not { Length: > 0 } text)
            return null;
        var value = Convert(text);
        foreach (var filter in _filters)
            if (!filter.Process(_line))
                return null;
        return new LogSample(_labels.Of(_line.Labels), value);
    }

    double Convert(string text)
    {
        try
        {
            return _unwrap?.Conversion switch
            {
                "bytes" => ByteSizes.Parse(text),
                "duration" or "duration_seconds" => GoDurations.Parse(text) / 1e9,
                _ => GoNumbers.ParseFloat(text),
            };
        }
        catch (FormatException fault)
        {
            (_line.Labels.Error, _line.Labels.ErrorDetails) = (PipelineErrors.SampleExtraction, fault.Message);
            return 0;
        }
    }

    static LabelFilterStage Filter(LabelFilter filter)
    {
        try
        {
            return new LabelFilterStage(filter);
        }
        catch (FormatException fault)
        {
            throw new LogQlParseException($"stage '| {LogQlPrinter.Print(filter)}' : {fault.Message}");
        }
    }
}
