using Almagest.Model;
using Almagest.Query.PromQL.Functions;
using Almagest.Query.PromQL.Sources;
using Almagest.Query.PromQL.Syntax;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Engine;

/// <summary>Rows of a function over ranges: a window slides over each series once.</summary>
sealed class RangeRows : RowSource
{
    readonly IReadOnlyList<ISeries> _series;
    readonly RangeFunction _function;
    readonly RangeCall _call;
    readonly bool _fromSubquery;
    readonly bool _startsCount;
    readonly bool _isFree;
    readonly long _before;
    readonly long _after;
    readonly RateCall _rate;
    readonly Action _checkTime;

    public RangeRows(Evaluator evaluator, IReadOnlyList<ISeries> series, RangeFunction function, RangeCall call, bool fromSubquery)
        : base(evaluator)
    {
        (_series, _function, _call, _fromSubquery) = (series, function, call, fromSubquery);
        var lookback = evaluator.Context.Request.LookbackMs;
        _before = call.Extension == VectorExtension.None ? 0 : lookback;
        _after = call.Extension == VectorExtension.Smoothed ? lookback : 0;
        _startsCount = call.Features.StartTimestamps && function.UsesStarts;
        _isFree = call.IsOfOneMetric && series.Count > 0 && function.IsFree(series[0].Labels, call);
        _checkTime = evaluator.Context.CheckTime;
        _rate = new RateCall(Grid.StartMs - call.Shift.OffsetMs, Grid.StepMs, Grid.Count, call.RangeMs, function.IsCounter, function.IsPerSecond ? call.RangeSeconds : 0);
    }

    public override int Count => _series.Count;

    public override Labels LabelsOf(int index) =>
        DropsName(index) && !_call.Features.DelayedNameRemoval ? LabelSets.WithoutMetadata(_series[index].Labels) : _series[index].Labels;

    protected override bool IsOfOneMetric => _call.IsOfOneMetric;

    public override Labels SourceLabels(int index) => _series[index].Labels;

    public override bool DropsName(int index) => !_function.KeepsName || _series[index] is StepSeries { DropName: true };

    public override void Fill(int index, SeriesScratch scratch, StepColumn row)
    {
        if (index + 2 < _series.Count)
            _series[index + 2].ExpectLater();
        if (index + 1 < _series.Count)
            _series[index + 1].Expect();
        scratch.LoadSplit(_series[index]);
        var plain = _call.Extension == VectorExtension.None && scratch.Histograms.IsEmpty && !(_startsCount && !scratch.Starts.IsEmpty);
        if (plain && _function.IsRate && _call.Shift.At == AtKind.None)
            FillRate(scratch, row);
        else if (plain && _function.Floats is { } floats && _call.Shift.At == AtKind.None && _call.RangeMs > 0)
            FillFloats(floats, scratch, row);
        else
            FillAny(_series[index].Labels, scratch, row);
        if (!_isFree)
            _function.Check(_series[index].Labels, row, _call);
    }

    // Hot path: per series of rate, increase and delta over floats.
    void FillRate(SeriesScratch scratch, StepColumn row)
    {
        var windows = scratch.Windows.Of(_rate, scratch);
        if (_rate.IsCounter)
            scratch.Resets.Find(scratch.Values);
        windows.Fill(_rate, scratch.Values, _rate.IsCounter ? scratch.Resets.Positions : [], row.Values);
        windows.Present.CopyTo(row.Present);
        CountSamples(windows.Total, windows.Read);
        CountAtSteps(windows.Times);
    }

    // Hot path: per series of floats.
    void FillFloats(FloatKernel kernel, SeriesScratch scratch, StepColumn row)
    {
        var windows = scratch.FloatWindows;
        windows.Find(_rate, scratch, row.Present);
        kernel(scratch.Values, windows, row.Values, _checkTime);
        CountSamples(windows.Total, windows.Read);
        CountAtSteps(scratch.Times);
    }

    // The samples of each window, when that is wanted.
    void CountAtSteps(ReadOnlySpan<long> times)
    {
        if (Evaluator.Stats.PerStep is null)
            return;
        var (range, end) = (new SlidingRange(), _rate.FirstEnd);
        for (var step = 0; step < _rate.Steps; step++, end += _rate.StepMs)
        {
            range.Slide(times, end - _rate.RangeMs, end);
            Evaluator.Stats.AddAtStep(step, range.Count);
        }
    }

    void FillAny(Labels labels, SeriesScratch scratch, StepColumn row)
    {
        var (floats, histograms) = (new SlidingRange(), new SlidingRange());
        var (total, read) = (0L, 0L);
        for (var step = 0; step < row.Steps; step++)
        {
            // One series may have windows of a million samples at thousands of steps.
            if ((step & 15) == 0)
                Evaluator.Context.CheckTime();
            // With @ the window is the same at all steps, and it is slid only once.
            var end = Evaluator.Reference(_call.Shift, Grid[step]);
            var start = end - _call.RangeMs;
            var (floatsBefore, histogramsBefore) = (floats.High, histograms.High);
            floats.Slide(scratch.Times, start - _before, end + _after);
            histograms.Slide(scratch.HistogramTimes, start - _before, end + _after);
            if (floats.Count + histograms.Count == 0 || _call.RangeMs + _before + _after == 0)
                continue;
            var window = Window(labels, scratch, floats, histograms) with { StartMs = start, EndMs = end, EvaluationMs = Grid[step], Step = step };
            var size = floats.Count + Weigh(window.Histograms);
            total += size;
            Evaluator.Stats.AddAtStep(step, size);
            read += floats.High - Math.Max(floats.Low, floatsBefore) + Weigh(scratch.Histograms[Math.Max(histograms.Low, histogramsBefore)..histograms.High]);
            var result = _function.Body(window, _call);
            if (result.Present)
                row.Set(step, result.Value, result.Histogram);
        }

        CountSamples(total, read);
    }

    RangeWindow Window(Labels labels, SeriesScratch scratch, SlidingRange floats, SlidingRange histograms) => new()
    {
        Times = scratch.Times[floats.Low..floats.High],
        Values = scratch.Values[floats.Low..floats.High],
        Starts = _startsCount && !scratch.Starts.IsEmpty ? scratch.Starts[floats.Low..floats.High] : [],
        HistogramTimes = scratch.HistogramTimes[histograms.Low..histograms.High],
        Histograms = scratch.Histograms[histograms.Low..histograms.High],
        HistogramStarts = _startsCount && !scratch.HistogramStarts.IsEmpty ? scratch.HistogramStarts[histograms.Low..histograms.High] : [],
        StartMs = 0,
        EndMs = 0,
        EvaluationMs = 0,
        Step = 0,
        Series = labels,
    };

    void CountSamples(long total, long read)
    {
        Evaluator.Stats.AddTotal(total);
        if (!_fromSubquery)
            Evaluator.Stats.AddRead(read);
    }

    static long Weigh(ReadOnlySpan<FloatHistogram> histograms)
    {
        var total = 0L;
        foreach (var histogram in histograms)
            total += Sizes.Of(histogram);
        return total;
    }
}
