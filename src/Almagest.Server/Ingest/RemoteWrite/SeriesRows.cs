using System.Globalization;
using Almagest.Server.Ingest.Intake;

namespace Almagest.Server.Ingest.RemoteWrite;

/// <summary>Appends what one series of a request brings, by the rules of Prometheus' own receiver.</summary>
struct SeriesRows(WriteContext context, KnownSeries series)
{
    SamplePoint _last;
    bool _hasLast;
    bool _registered;
    int _points;

    // Hot path: per sample.
    /// <summary>Takes a sample; <see cref="End"/> has to follow when there are no more.</summary>
    internal void Sample(SamplePoint point, long createdMs)
    {
        if (!IntakeBatch.IsStorable(point.TimeMs))
        {
            context.Outcome.Refuse(Invariant($"sample with timestamp {point.TimeMs} of series {series} is outside of the years 1970 to 2149"));
            return;
        }

        if (_hasLast && point.TimeMs == _last.TimeMs)
        {
            if (point.HasValueOf(_last))
                context.Outcome.Samples++;
            else
                context.Outcome.Refuse(Invariant(
                    $"duplicate sample for timestamp {point.TimeMs} of series {series}: got {point.Value}, the value before it was {_last.Value}"));
            return;
        }

        (_last, _hasLast) = (point, true);
        context.Batch.Point(point.TimeMs, point.Value, point.StartMs != 0 ? point.StartMs : createdMs);
        _points++;
    }

    /// <summary>Completes what was taken.</summary>
    internal readonly void End()
    {
        if (_points == 0)
            return;
        if (!_registered)
            context.Batch.Register(series);
        context.Batch.EndPoints(series, _points);
        context.Outcome.Samples += _points;
    }

    internal void Histogram(HistogramPoint point, long createdMs)
    {
        if (!IntakeBatch.IsStorable(point.TimeMs))
        {
            context.Outcome.Refuse(Invariant($"histogram with timestamp {point.TimeMs} of series {series} is outside of the years 1970 to 2149"));
            return;
        }

        if (HistogramRules.Check(point.Value, point.IsFloat) is { } fault)
        {
            context.Outcome.Refuse(Invariant($"histogram with timestamp {point.TimeMs} of series {series} is not valid: {fault}"));
            return;
        }

        Register();
        context.Batch.Histogram(series, point.TimeMs, point.Value, point.IsFloat, point.StartMs != 0 ? point.StartMs : createdMs);
        context.Outcome.Histograms++;
    }

    internal void Exemplar(long timeMs, double value, List<(byte[] Name, byte[] Value)> labels)
    {
        // Longer than any trace context; what is refused here leaves the samples alone.
        if (labels.Sum(static l => l.Name.Length + l.Value.Length) > 4096 || !IntakeBatch.IsStorable(timeMs))
        {
            context.Outcome.Refuse(Invariant($"exemplar with timestamp {timeMs} of series {series} is too long or outside of the years 1970 to 2149"));
            return;
        }

        Register();
        context.Batch.Exemplar(series, timeMs, value, labels);
        context.Outcome.Exemplars++;
    }

    void Register()
    {
        if (_registered)
            return;
        _registered = true;
        context.Batch.Register(series);
    }

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
