using System.Text;
using Almagest.Model;
using Almagest.Server.Ingest.Intake;
using Almagest.Server.Ingest.Scrape.Exposition;

namespace Almagest.Server.Ingest.Scrape.Targets;

/// <summary>What a target showed so far: turns bodies into rows and marks the end of series that vanish. Used by one scrape at a time.</summary>
sealed class TargetSeries(Target target, TenantId tenant, MetricIntake intake)
{
    readonly Dictionary<SeriesKey, ScrapedSeries> _series = [];
    readonly TargetFamilies _families = new();
    readonly Dictionary<string, KnownSeries> _reports = new(StringComparer.Ordinal);
    long _scrape;

    /// <summary>Appends the samples of a body, and ends of those series that are no longer in it.</summary>
    /// <exception cref="ExpositionException">The body is not valid or beyond a limit: nothing of the batch may be stored.</exception>
    internal ScrapeResult Append(ReadOnlySpan<byte> body, bool isOpenMetrics, long timeMs, IntakeBatch batch)
    {
        _scrape++;
        int scraped = 0, kept = 0, added = 0;
        var version = _families.Version;
        var reader = new ExpositionReader(body, isOpenMetrics);
        while (reader.Next() is var entry and not ExpositionEntry.End)
        {
            if (entry != ExpositionEntry.Sample)
            {
                _families.Set(entry, reader.Series, reader.Text);
                continue;
            }

            scraped++;
            var series = Find(reader.Series, out var isNew);
            if (series.Series is null)
                continue;
            if (isNew)
                added++;
            kept++;
            if (target.Config.Limits.Samples is > 0 and var limit && kept > limit)
                throw new ExpositionException("sample limit exceeded");
            AppendSample(series, ref reader, timeMs, batch);
        }

        if (version != _families.Version)
            target.Families = _families.Texts();
        MarkVanished(timeMs, batch);
        return new(scraped, kept, added);
    }

    // Hot path: per sample.
    void AppendSample(ScrapedSeries series, ref ExpositionReader reader, long timeMs, IntakeBatch batch)
    {
        var known = series.Series!;
        var explicitTime = target.Config.HonorTimestamps ? reader.TimeMs : null;
        if (series.Scrape == _scrape && explicitTime is null)
            return;
        series.Scrape = _scrape;
        series.Tracked = explicitTime is null || target.Config.TrackTimestampsStaleness;
        if (series.FamiliesVersion != _families.Version)
        {
            series.FamiliesVersion = _families.Version;
            var metadata = _families.Find(Encoding.UTF8.GetString(known.Metric));
            if (!metadata.Is(known.Metadata.Type, known.Metadata.Unit, known.Metadata.Help))
                known.Metadata = metadata;
        }

        var time = explicitTime ?? timeMs;
        if (!IntakeBatch.IsStorable(time))
            return;
        batch.Register(known);
        batch.Sample(known, time, reader.Value);
        if (reader.Exemplar.Length > 0)
            ExemplarText.Append(reader.Exemplar, known, time, batch);
    }

    /// <summary>Appends the ends of all series of the last scrape: it failed, or the target is gone.</summary>
    internal void AppendEnds(long timeMs, IntakeBatch batch)
    {
        _scrape++;
        MarkVanished(timeMs, batch);
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
        return _series[key] = ScrapedSeries.Read(text, target, tenant, intake);
    }

    void MarkVanished(long timeMs, IntakeBatch batch)
    {
        foreach (var (key, series) in _series)
        {
            if (series.Scrape == _scrape || series.Series is null)
                continue;
            if (series.Tracked && series.Scrape > 0)
            {
                batch.Register(series.Series);
                batch.Sample(series.Series, timeMs, IntakeBatch.Stale);
            }

            _series.Remove(key);
        }
    }
}
