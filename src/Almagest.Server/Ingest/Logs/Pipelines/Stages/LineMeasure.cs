using System.Text;
using Almagest.Query.LogQL.Literals;
using Almagest.Server.Ingest.Logs.Pipelines.Effects;

namespace Almagest.Server.Ingest.Logs.Pipelines.Stages;

/// <summary>What of a line a metric counts.</summary>
enum LinePart
{
    /// <summary>What its source names, if the line has it.</summary>
    Source,

    /// <summary>Every line.</summary>
    All,

    /// <summary>The bytes of every line.</summary>
    Bytes,
}

/// <summary>How lines count in one metric of the stage <c>metrics</c>.</summary>
sealed class LineMeasure(PipelineMetric metric, string source, string? value, string action, LinePart part)
{
    internal void Record(PipelineEntry entry)
    {
        if (Amount(entry) is not { } amount || metric.SeriesOf(entry.Tenant ?? entry.Owner, entry.Labels) is not { } series)
            return;
        entry.Effects.Measure(new PipelineMeasurement(series, amount, action == "set"));
    }

    double? Amount(PipelineEntry entry)
    {
        if (part == LinePart.Bytes)
            return Encoding.UTF8.GetByteCount(entry.Line);
        // To add a line that is no number adds nothing.
        if (part == LinePart.All)
            return action == "inc" ? 1 : null;
        if (entry.Find(source) is not { } text || (value is not null && text != value))
            return null;
        if (action is "inc" or "dec")
            return action == "inc" ? 1 : -1;
        if (!TryNumber(text, out var number))
            return null;
        if (action is "set")
            return number;
        // A counter never goes down, and a sum with something that is no number would stay so for good.
        if (!double.IsFinite(number) || (number < 0 && metric.Kind == PipelineMetricKind.Counter))
            return null;
        return action == "sub" ? -number : number;
    }

    // Durations count in seconds, what is true as 1: the values of Promtail.
    static bool TryNumber(string text, out double number)
    {
        if (GoNumbers.TryParseFloat(text, out number))
            return true;
        number = text == "true" ? 1 : 0;
        if (text is "true" or "false")
            return true;
        if (!GoDurations.TryParse(text, out var nanos, out _))
            return false;
        number = nanos / 1e9;
        return true;
    }
}
