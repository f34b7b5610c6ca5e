using System.Collections.Concurrent;
using Almagest.Server.Ingest.Logs;
using Almagest.Server.Ingest.Logs.Pipelines;
using Almagest.Server.Ingest.Logs.Pipelines.Effects;
using Almagest.Server.Platform.Configuration;
using Almagest.Telemetry.Writing;
using Almagest.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Almagest.Tests.Ingest.Logs;

/// <summary>An intake whose lines end in memory.</summary>
sealed class FakeLogStore : ICommitListener, IAsyncDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("almagest-logs-").FullName;
    readonly WriterMetrics _writerMetrics = new();
    readonly LogIntakeMetrics _metrics = new();
    readonly TelemetryWriter _writer;

    internal FakeLogStore(LogIntakeOptions? options = null)
    {
        options ??= new LogIntakeOptions();
        var (pool, registrations) = (new BatchPool(), new RegistrationCache(TimeProvider.System));
        _writer = new TelemetryWriter(Commits, new JournalPlace(_folder), new WriterOptions { MaxLinger = TimeSpan.FromMilliseconds(1) },
            new WriterServices(pool, registrations, _writerMetrics, [], [this], TimeProvider.System, NullLogger<TelemetryWriter>.Instance));
        Intake = new LogIntake(_writer, pool, registrations, new LogStreams(options, new RetentionOptions()), new TenantPipelines(options, new PipelineMetrics(), TimeProvider.System), options, _metrics, TimeProvider.System, NullLogger<LogIntake>.Instance);
    }

    internal FakeSegmentStore Commits { get; } = new();

    internal LogIntake Intake { get; }

    internal ConcurrentQueue<StoredLine> Lines { get; } = new();

    /// <summary>Keeps senders from being answered while it is not set.</summary>
    internal ManualResetEventSlim Durable { get; } = new(initialState: true);

    public void Stored(TelemetryBatch batch)
    {
        Durable.Wait();
        var logs = batch.Logs;
        var (bodies, levels, attributes, resources) = (LogRows.Bodies(logs), LogRows.Levels(logs), LogRows.Attributes(logs), LogRows.Resources(logs));
        for (var i = 0; i < logs.Rows; i++)
            Lines.Enqueue(new StoredLine(logs.Time.Values[i], bodies[i], levels[i], attributes[i], resources[i]));
    }

    /// <summary>Waits until so many lines are stored.</summary>
    internal async Task<StoredLine[]> WaitAsync(int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (Lines.Count < count)
            await Task.Delay(5, limit.Token);
        return [.. Lines];
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _writerMetrics.Dispose();
        Durable.Dispose();
        _metrics.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

sealed record StoredLine(long Time, string Body, string Level, string Attributes, string Labels);
