using System.Globalization;
using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Server.Ingest.Intake;
using Almagest.Server.Ingest.Scrape.Exposition;
using Almagest.Telemetry.Writing;
using Microsoft.Extensions.Logging;

namespace Almagest.Server.Ingest.Scrape.Targets;

/// <summary>Scrapes one target until it is stopped, then marks the end of its series.</summary>
sealed partial class ScrapeLoop(Target target, ScrapeMeans means, MetricIntake intake, TimeProvider time, ILogger logger) : IDisposable
{
    static readonly byte[] Source = "scrape"u8.ToArray();

    readonly TargetSeries _series = new(target, TenantId.Default, intake);
    readonly CancellationTokenSource _stop = new();
    Task _running = Task.CompletedTask;
    volatile string _forcedError = "";

    internal Target Target { get; } = target;

    /// <summary>Why the target is not asked and counts as down; empty: it is asked.</summary>
    internal string ForcedError { get => _forcedError; set => _forcedError = value; }

    internal void Start() => _running = Task.Run(() => RunAsync(_stop.Token));

    /// <summary>Stops and, unless the whole server stops, marks the end of all series.</summary>
    internal async Task StopAsync(bool markEnds)
    {
        await _stop.CancelAsync();
        await _running;
        Dispose();
        if (!markEnds)
            return;
        var batch = intake.Begin(TenantId.Default, Source);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        _series.AppendEnds(now, batch);
        _series.EndReports(now, batch);
        await StoreAsync(batch);
    }

    public void Dispose() => _stop.Dispose();

    async Task RunAsync(CancellationToken ct)
    {
        try
        {
            var next = FirstScrape();
            while (true)
            {
                var wait = next - time.GetUtcNow();
                if (wait > TimeSpan.Zero)
                    await Task.Delay(wait, time, ct);
                await ScrapeAsync(next.ToUnixTimeMilliseconds(), ct);
                next += Target.Interval;
                // A scrape that took longer than its interval is not made up for.
                if (next < time.GetUtcNow())
                    next = FirstScrape();
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    DateTimeOffset FirstScrape()
    {
        var now = time.GetUtcNow();
        var ticks = (now.Ticks - Target.Offset.Ticks) / Target.Interval.Ticks * Target.Interval.Ticks + Target.Offset.Ticks;
        return new DateTimeOffset(ticks < now.Ticks ? ticks + Target.Interval.Ticks : ticks, TimeSpan.Zero);
    }

    async Task ScrapeAsync(long timeMs, CancellationToken ct)
    {
        var (started, startedAt) = (time.GetTimestamp(), time.GetUtcNow());
        var batch = intake.Begin(TenantId.Default, Source);
        var (bytes, error) = (0, "");
        _series.Result = default;
        try
        {
            bytes = await FillAsync(batch, timeMs, ct);
        }
        // Whatever went wrong, a token endpoint that answers no JSON or a secret that makes no header included: the target is down and asked again.
        catch (Exception failed) when (failed is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            error = failed is OperationCanceledException ? "context deadline exceeded" : failed.Message;
            ScrapeFailed(Target.Url, error);
            means.Failures?.Write(Target, error);
            intake.Discard(batch);
            batch = intake.Begin(TenantId.Default, Source);
            _series.AppendEnds(timeMs, batch);
        }
        catch
        {
            intake.Discard(batch);
            throw;
        }

        var duration = time.GetElapsedTime(started);
        Target.Health = new(error.Length == 0 ? "up" : "down", error, startedAt, duration);
        Report(batch, timeMs, duration, bytes);
        await StoreAsync(batch);
    }

    async Task<int> FillAsync(IntakeBatch batch, long timeMs, CancellationToken ct)
    {
        if (ForcedError is { Length: > 0 } forced)
            throw new ExpositionException(forced);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(Target.Timeout);
        using var request = new HttpRequestMessage(HttpMethod.Get, Target.Url);
        request.Headers.TryAddWithoutValidation("Accept", ScrapeFormat.Accept(Target.Config));
        request.Headers.TryAddWithoutValidation("User-Agent", "Almagest");
        request.Headers.TryAddWithoutValidation("X-Prometheus-Scrape-Timeout-Seconds", Target.Timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        if (!Target.Config.EnableCompression)
            request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        var (body, type) = await means.Client.GetAsync(request, Target.Config.Limits.BodyBytes, timeout.Token);
        using (body)
        {
            _series.Append(body.Span, ScrapeFormat.Of(type, Target.Config), timeMs, batch);
            return body.Length;
        }
    }

    void Report(IntakeBatch batch, long timeMs, TimeSpan duration, int bytes)
    {
        var result = _series.Result;
        _series.Report("up", Target.Health.State == "up" ? 1 : 0, timeMs, batch);
        _series.Report("scrape_duration_seconds", duration.TotalSeconds, timeMs, batch);
        _series.Report("scrape_samples_scraped", result.Scraped, timeMs, batch);
        _series.Report("scrape_samples_post_metric_relabeling", result.Kept, timeMs, batch);
        _series.Report("scrape_series_added", result.Added, timeMs, batch);
        if (!Target.Config.ExtraMetrics)
            return;
        _series.Report("scrape_timeout_seconds", Target.Timeout.TotalSeconds, timeMs, batch);
        _series.Report("scrape_sample_limit", Target.Config.Limits.Samples, timeMs, batch);
        _series.Report("scrape_body_size_bytes", bytes, timeMs, batch);
    }

    async Task StoreAsync(IntakeBatch batch)
    {
        try
        {
            await intake.StoreAsync(batch, default, CancellationToken.None);
        }
        catch (Exception error) when (error is WriteRejectedException or ClickHouseException)
        {
            // Nobody repeats a scrape: what the store does not take now is lost, and the next scrape comes.
            NotStored(error, Target.Url);
        }
    }

    [LoggerMessage(LogLevel.Debug, "Scrape of {Url} failed: {Error}")]
    partial void ScrapeFailed(Uri url, string error);

    [LoggerMessage(LogLevel.Error, "Samples scraped from {Url} could not be stored")]
    partial void NotStored(Exception error, Uri url);
}

/// <summary>What the targets of a job are scraped with.</summary>
/// <param name="Client">Asks them.</param>
/// <param name="Failures">Where failures are written down; null: nowhere.</param>
sealed record ScrapeMeans(TargetClient Client, ScrapeFailureLog? Failures);
