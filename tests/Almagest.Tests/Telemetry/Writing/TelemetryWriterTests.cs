using Almagest.Telemetry.Schema;
using Almagest.Telemetry.Writing;
using Almagest.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Almagest.Tests.Telemetry.Writing;

public sealed class TelemetryWriterTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("almagest-writer-").FullName;
    readonly FakeCommitStore _store = new();
    readonly BatchPool _pool = new();
    readonly WriterMetrics _metrics = new();

    public void Dispose()
    {
        _metrics.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Written_rows_are_stored_when_the_write_completes()
    {
        await using var writer = NewWriter();
        await writer.WriteAsync(Samples(3), CancellationToken.None);
        _store.Rows.ShouldBe(3);
    }

    [Fact]
    public async Task Batches_that_wait_together_share_a_commit()
    {
        _store.Open = new TaskCompletionSource();
        await using var writer = NewWriter(new WriterOptions { ParallelCommits = 1 });
        var writes = Enumerable.Range(0, 20).Select(_ => writer.WriteAsync(Samples(1), CancellationToken.None)).ToList();
        _store.Open.SetResult();
        await Task.WhenAll(writes);
        _store.Rows.ShouldBe(20);
        _store.RowsByToken.Count.ShouldBeLessThan(20);
    }

    [Fact]
    public async Task Full_queue_rejects_and_keeps_nothing_of_the_batch()
    {
        _store.Open = new TaskCompletionSource();
        var writer = NewWriter(new WriterOptions { MaxQueuedBytes = 1 << 20 });
        var waiting = writer.WriteAsync(Samples(25_000), CancellationToken.None);
        await Should.ThrowAsync<WriteRejectedException>(() => writer.WriteAsync(Samples(25_000), CancellationToken.None));
        _store.Open.SetResult();
        await waiting;
        await writer.DisposeAsync();
        _store.Rows.ShouldBe(25_000);
    }

    [Fact]
    public async Task Refused_rows_fail_the_write()
    {
        _store.Failure = new InvalidOperationException("no");
        await using var writer = NewWriter();
        await Should.ThrowAsync<InvalidOperationException>(() => writer.WriteAsync(Samples(1), CancellationToken.None));
    }

    [Fact]
    public async Task Request_that_was_stored_but_never_answered_is_not_stored_again()
    {
        _store.Open = new TaskCompletionSource();
        await using var writer = NewWriter();
        using var hangUp = new CancellationTokenSource();
        var abandoned = writer.WriteAsync(Samples(2, requestHash: 7), hangUp.Token);
        await hangUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => abandoned);
        _store.Open.SetResult();
        await WaitFor(() => _store.Rows == 2);

        // The commit notes the unanswered request right after the store has the rows.
        await WaitFor(() => writer.IsStoredUnanswered(7));
        await writer.WriteAsync(Samples(2, requestHash: 7), CancellationToken.None);
        _store.Rows.ShouldBe(2);
    }

    [Fact]
    public async Task Request_that_was_answered_is_stored_again_when_it_is_sent_again()
    {
        await using var writer = NewWriter();
        await writer.WriteAsync(Samples(2, requestHash: 9), CancellationToken.None);
        await writer.WriteAsync(Samples(2, requestHash: 9), CancellationToken.None);
        _store.Rows.ShouldBe(4);
    }

    [Fact]
    public async Task Commit_left_by_a_killed_server_is_stored_under_its_token_and_its_request_is_recognised()
    {
        var journal = new CommitJournal(Path.Combine(_folder, "journal"), TimeProvider.System);
        using (var commit = Commit.Encode([new PendingBatch(Samples(5, requestHash: 11))]))
        {
            journal.Write(commit);
            _store.RowsByToken[commit.TokenOf(commit.Sections[0])] = 5;
        }

        await using var writer = NewWriter();
        writer.Recovered.IsCompleted.ShouldBeFalse();
        (await writer.RecoverAsync(CancellationToken.None)).ShouldBe(1);
        await writer.Recovered;
        await writer.WriteAsync(Samples(5, requestHash: 11), CancellationToken.None);
        _store.Rows.ShouldBe(5);
    }

    [Fact]
    public async Task Journal_file_that_was_cut_off_is_removed_and_nothing_of_it_is_stored()
    {
        var folder = Path.Combine(_folder, "journal");
        using (var commit = Commit.Encode([new PendingBatch(Samples(5))]))
        {
            var path = new CommitJournal(folder, TimeProvider.System).Write(commit);
            var bytes = await File.ReadAllBytesAsync(path);
            await File.WriteAllBytesAsync(path, bytes.AsMemory(0, bytes.Length - 1));
        }

        await using var writer = NewWriter();
        (await writer.RecoverAsync(CancellationToken.None)).ShouldBe(0);
        _store.Rows.ShouldBe(0);
        Directory.EnumerateFiles(folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_waits_for_a_recovery_that_never_comes_is_told()
    {
        var writer = NewWriter();
        var waiting = writer.Recovered;
        await writer.DisposeAsync();
        await Should.ThrowAsync<WriteRejectedException>(() => waiting);
    }

    TelemetryWriter NewWriter(WriterOptions? options = null) => new(
        _store, Path.Combine(_folder, "journal"), options ?? new WriterOptions(),
        new WriterServices(_pool, new RegistrationCache(TimeProvider.System), _metrics, [], [], TimeProvider.System, NullLogger<TelemetryWriter>.Instance));

    TelemetryBatch Samples(int rows, ulong requestHash = 0)
    {
        var batch = _pool.Rent(Signal.Metrics);
        batch.RequestHash = requestHash;
        for (var i = 0; i < rows; i++)
            Append(batch.Samples, i);
        return batch;
    }

    static void Append(SampleBlock samples, int i)
    {
        samples.Tenant.Append("default");
        samples.Metric.Append("up");
        samples.Series.Append((ulong)i);
        samples.Time.Append(i);
        samples.Value.Append(1);
        samples.Nanos.Append(0);
        samples.StartTime.Append(0);
        samples.Delta.Append(0);
        samples.RetentionDays.Append(30);
    }

    static async Task WaitFor(Func<bool> condition)
    {
        while (!condition())
            await Task.Yield();
    }
}
