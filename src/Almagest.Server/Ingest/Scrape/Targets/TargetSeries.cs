using Almagest.ClickHouse.Formats;
using Almagest.Query.PromQL.Values;
using System.Text;
using Almagest.Model;
using Almagest.Server.Ingest.Intake;
using Almagest.Server.Ingest.Scrape.Exposition;

namespace Almagest.Server.Ingest.Scrape.Targets;

/// <summary>What a target showed so far: turns bodies into rows and marks the end of series that vanish. Used by one scrape at a time.</summary>
sealed class TargetSeries(Target target, TenantId tenant, MetricIntake intake) : IExpositionSink
{
    readonly Dictionary<SeriesKey, ScrapedSeries> _series = [];
    readonly TargetFamilies _families = new();
    readonly Dictionary<string, KnownSeries> _reports = new(StringComparer.Ordinal);
    ProtobufExposition? _protobuf;
    ClassicConversion? _classic;
    long _scrape;
    int _lastShown;

    // Of the scrape under way.
    IntakeBatch? _batch;
    long _timeMs;
    ScrapedSeries? _currentScraped;
    KnownSeries? _current;
    byte[] _type = [];
    bool _exceedsLimit;
    long _currentTimeMs;

    /// <summary>What the last body had, also when it was not valid to its end.</summary>
    internal ScrapeResult Result { get; set; }

    /// <summary>Series held in memory.</summary>
    internal int Known => _series.Count;

    /// <summary>Appends the samples of a body, and ends of those series that are no longer in it.</summary>
    /// <exception cref="ExpositionException">The body is not valid or beyond a limit: nothing of the batch may be stored.</exception>
    internal void Append(ReadOnlySpan<byte> body, ExpositionFormat format, long timeMs, IntakeBatch batch)
    {
        _scrape++;
        Result = default;
        (_timeMs, _batch, _type, _exceedsLimit) = (timeMs, batch, [], false);
        var version = _families.Version;
        if (target.Config.ConvertsClassic)
            (_classic ??= new ClassicConversion(this, target.Config.Histograms.AlwaysClassic)).Begin();
        if (format == ExpositionFormat.Protobuf)
            (_protobuf ??= new ProtobufExposition(target.Config.Histograms, this)).Read(body);
        else
            AppendText(new ExpositionReader(body, format == ExpositionFormat.OpenMetrics));
        _classic?.Flush();
        if (version != _families.Version)
            target.Families = _families.Texts();
        // Told at the end, so that all samples are counted.
        if (_exceedsLimit)
            throw new ExpositionException("sample limit exceeded");
        MarkVanished(timeMs, batch);
    }

    void AppendText(ExpositionReader reader)
    {
        while (reader.Next() is var entry and not ExpositionEntry.End)
        {
            if (entry != ExpositionEntry.Sample)
            {
                _families.Set(entry, reader.Series, reader.Text);
                if (entry == ExpositionEntry.Type)
                {
                    _type = Keep(_type, reader.Text);
                    _classic?.Type(reader.Series, reader.Text);
                }

                continue;
            }

            if (_classic?.Take(reader.Series, reader.Value, new(reader.TimeMs, 0)) == true)
            {
                if (reader.Exemplar.Length > 0 && ExemplarText.Read(reader.Exemplar) is var (labels, value, at))
                    _classic.Exemplar(labels, value, at);
                continue;
            }

            var isTaken = TryBegin(reader.Series, reader.TimeMs, out var time);
            if (!isTaken)
                continue;
            _batch!.Sample(_current!, time, reader.Value);
            if (reader.Exemplar.Length > 0 && ExemplarText.Read(reader.Exemplar) is var (names, measured, told))
                AppendExemplar(names, measured, told);
        }
    }

    void IExpositionSink.Metadata(ExpositionEntry entry, ReadOnlySpan<byte> family, ReadOnlySpan<byte> text)
    {
        if (entry == ExpositionEntry.Type)
            _classic?.Type(family, text);
        if (entry != ExpositionEntry.Help || text.IndexOfAny((byte)'\\', (byte)'\n') < 0)
        {
            _families.Set(entry, family, text);
            return;
        }

        // Families know helps as the text formats escape them.
        using var escaped = new ByteBuffer();
        SeriesWriter.Escape(escaped, text);
        _families.Set(entry, family, escaped.Span);
    }

    void IExpositionSink.Sample(ReadOnlySpan<byte> series, double value, in SampleTimes times)
    {
        if (_classic?.Take(series, value, times) == true)
            _current = null;
        else if (TryBegin(series, times.TimeMs, out var time))
            _batch!.Sample(_current!, time, value, times.StartMs);
    }

    void IExpositionSink.Histogram(ReadOnlySpan<byte> series, FloatHistogram histogram, bool floatCounts, in SampleTimes times)
    {
        if (histogram.Schema != FloatHistogram.CustomBucketsSchema)
            _classic?.Native(series);
        if (!TryBegin(series, times.TimeMs, out var time))
            return;
        if (HistogramRules.Check(histogram, floatCounts) is { } fault)
            throw new ExpositionException($"native histogram {_current} is not valid: {fault}");
        _batch!.Histogram(_current!, time, histogram, floatCounts, times.StartMs);
    }

    void IExpositionSink.Exemplar(List<(byte[] Name, byte[] Value)> labels, double value, long? timeMs)
    {
        if (_current is null)
            _classic?.Exemplar(labels, value, timeMs);
        else
            AppendExemplar(labels, value, timeMs);
    }

    void AppendExemplar(List<(byte[] Name, byte[] Value)> labels, double value, long? timeMs)
    {
        var time = timeMs ?? _currentTimeMs;
        var seen = _currentScraped!.Exemplars ??= new SeenExemplars();
        if (seen.IsNew(_scrape, labels, value, timeMs) && IntakeBatch.IsStorable(time))
            _batch!.Exemplar(_current!, time, value, labels);
    }

    // A handful of types follow each other in a body: no text is copied for the same one.
    static byte[] Keep(byte[] known, ReadOnlySpan<byte> told) => told.SequenceEqual(known) ? known : told.ToArray();

    // Hot path: per sample.
    /// <summary>Counts a sample and makes its series the current one; false when it is not to be stored.</summary>
    bool TryBegin(ReadOnlySpan<byte> text, long? told, out long time)
    {
        time = 0;
        _current = null;
        Result = Result with { Scraped = Result.Scraped + 1 };
        var series = Find(text, out var isNew);
        if (series.Series is null)
        {
            series.Scrape = _scrape;
            return false;
        }

        Result = Result with { Kept = Result.Kept + 1 };
        _exceedsLimit = target.Config.Limits.Samples is > 0 and var limit && Result.Kept > limit;
        if (_exceedsLimit)
            return false;
        Result = Result with { Added = Result.Added + (isNew ? 1 : 0) };
        var explicitTime = target.Config.HonorTimestamps ? told : null;
        if (series.Scrape == _scrape && explicitTime is null)
            return false;
        series.Scrape = _scrape;
        series.Tracked = explicitTime is null || target.Config.TrackTimestampsStaleness;
        Describe(series);
        time = _currentTimeMs = explicitTime ?? _timeMs;
        if (!IntakeBatch.IsStorable(time))
            return false;
        (_current, _currentScraped) = (series.Series, series);
        _batch!.Register(_current);
        return true;
    }

    void Describe(ScrapedSeries series)
    {
        if (series.FamiliesVersion == _families.Version)
            return;
        series.FamiliesVersion = _families.Version;
        var metadata = _families.Find(Encoding.UTF8.GetString(series.Series!.Metric));
        if (!metadata.Is(series.Series.Metadata.Type, series.Series.Metadata.Unit, series.Series.Metadata.Help))
            series.Series.Metadata = metadata;
    }

    /// <summary>Appends the ends of all series of the last scrape: it failed, or the target is gone. They stay known, so that they do not count as added when they come back.</summary>
    internal void AppendEnds(long timeMs, IntakeBatch batch)
    {
        _scrape++;
        foreach (var series in _series.Values)
        {
            AppendEnd(series, timeMs, batch);
            series.Scrape = 0;
        }

        // Prometheus' bound: a target that fails each time with other series would fill the memory.
        if (_series.Count > (2 * _lastShown) + 1000)
            _series.Clear();
    }

    /// <summary>Appends one of the series that tell how the scrape went.</summary>
    internal void Report(string metric, double value, long timeMs, IntakeBatch batch)
    {
        if (!_reports.TryGetValue(metric, out var series))
        {
            var builder = new LabelSetBuilder();
            builder.Add("__name__"u8, Encoding.UTF8.GetBytes(metric));
            foreach (var (name, text) in target.Labels)
                builder.Add(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(text));
            if (intake.TryBuild(tenant, builder, out series) is not null || series is null)
                return;
            series.Metadata = new("gauge"u8.ToArray(), [], []);
            _reports[metric] = series;
        }

        batch.Register(series);
        batch.Sample(series, timeMs, value);
    }

    /// <summary>Appends the ends of the series that tell how scrapes went.</summary>
    internal void EndReports(long timeMs, IntakeBatch batch)
    {
        foreach (var series in _reports.Values)
            batch.Sample(series, timeMs, IntakeBatch.Stale);
    }

    ScrapedSeries Find(ReadOnlySpan<byte> text, out bool isNew)
    {
        var key = SeriesKey.Of(text);
        isNew = false;
        if (_series.TryGetValue(key, out var series))
            return series;
        isNew = true;
        return _series[key] = ScrapedSeries.Read(text, _type, target, tenant, intake);
    }

    void MarkVanished(long timeMs, IntakeBatch batch)
    {
        foreach (var (key, series) in _series)
        {
            if (series.Scrape == _scrape)
                continue;
            AppendEnd(series, timeMs, batch);
            _series.Remove(key);
        }

        _lastShown = _series.Count;
    }

    static void AppendEnd(ScrapedSeries series, long timeMs, IntakeBatch batch)
    {
        if (series.Series is null || !series.Tracked || series.Scrape == 0)
            return;
        batch.Register(series.Series);
        batch.Sample(series.Series, timeMs, IntakeBatch.Stale);
    }
}
