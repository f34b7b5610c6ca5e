using Almagest.ClickHouse.Http;
using Almagest.Telemetry.Schema;
using Almagest.Telemetry.Writing;
using Almagest.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Almagest.Tests.Telemetry.Writing;

public sealed class TelemetryWriterTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("almagest-writer-").FullName;
    readonly FakeSegmentStore _store = new();
    readonly BatchPool _pool = new();
    readonly WriterMetrics _metrics = new();

    public void Dispose()
    {
        _metrics.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Written_rows_are_stored_once_somebody_wants_to_read()
    {
        await using var writer = NewWriter(new WriterOptions { MetricsLinger = TimeSpan.FromSeconds(10) });
        await writer.WriteAsync(Samples(3), CancellationToken.None);
        await writer.FlushAsync(CancellationToken.None);
        _store.Rows.ShouldBe(3);
    }

    [Fact]
    public async Task Written_rows_are_stored_after_the_linger()
    {
        await using var writer = NewWriter(new WriterOptions { MetricsLinger = TimeSpan.FromMilliseconds(1) });
        await writer.WriteAsync(Samples(3), CancellationToken.None);
        await WaitFor(() => _store.Rows == 3);
    }

    [Fact]
    public async Task Many_writes_share_an_insert()
    {
        await using var writer = NewWriter(new WriterOptions { MetricsLinger = TimeSpan.FromSeconds(10) });
        for (var i = 0; i < 20; i++)
            await writer.WriteAsync(Samples(2), CancellationToken.None);
        await writer.FlushAsync(CancellationToken.None);
        _store.RowsByToken.Values.ShouldBe([40]);
    }

    [Fact]
    public async Task Rows_that_linger_make_room_for_senders_that_wait()
    {
        await using var writer = NewWriter(new WriterOptions { MetricsLinger = TimeSpan.FromMinutes(5), MaxQueuedBytes = 1 << 20 });
        for (var i = 0; i < 5; i++)
            await writer.WriteAsync(Samples(5000), CancellationToken.None);
        await writer.FlushAsync(CancellationToken.None);
        _store.Rows.ShouldBe(25_000);
        _store.RowsByToken.Count.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task Rows_with_a_column_more_are_stored_beside_those_without()
    {
        await using var writer = NewWriter(new WriterOptions { MetricsLinger = TimeSpan.FromSeconds(10) });
        await writer.WriteAsync(Samples(2), CancellationToken.None);
        var delta = Samples(1);
        delta.Samples.Delta.Append(1.5);
        Append(delta.Samples, 2, delta: false);
        await writer.WriteAsync(delta, CancellationToken.None);
        await writer.WriteAsync(Samples(3), CancellationToken.None);
        await writer.FlushAsync(CancellationToken.None);
        _store.RowsByToken.Values.Order().ShouldBe([2, 5]);
    }

    [Fact]
    public async Task Write_is_answered_while_the_store_is_away_and_rejected_when_too_much_waits()
    {
        _store.Open = new TaskCompletionSource();
        var writer = NewWriter(new WriterOptions { MaxQueuedBytes = 1 << 20, AnswerTimeout = TimeSpan.FromSeconds(1) });
        await writer.WriteAsync(Samples(25_000), CancellationToken.None);

        // The second waits for room, the third for the second.
        var waiting = writer.WriteAsync(Samples(10_000), CancellationToken.None);
        (await Should.ThrowAsync<WriteRejectedException>(() => writer.WriteAsync(Samples(25_000), CancellationToken.None))).Message.ShouldBe("the write queue is full");
        (await Should.ThrowAsync<WriteRejectedException>(() => waiting)).Message.ShouldBe("the store does not keep up");
        _store.Open.SetResult();
        await writer.DisposeAsync();
        _store.Rows.ShouldBe(25_000, "what was rejected is not stored");
    }

    [Fact]
    public async Task Rows_that_wait_for_room_are_stored_when_there_is_room_again()
    {
        _store.Open = new TaskCompletionSource();
        await using var writer = NewWriter(new WriterOptions { MaxQueuedBytes = 1 << 20 });
        await writer.WriteAsync(Samples(25_000), CancellationToken.None);
        var waiting = writer.WriteAsync(Samples(10_000), CancellationToken.None);
        _store.Open.SetResult();
        await waiting;
        await writer.FlushAsync(CancellationToken.None);
        _store.Rows.ShouldBe(35_000);
    }

    [Fact]
    public async Task Refused_segment_is_set_aside_and_the_next_is_stored()
    {
        _store.Failure = new ClickHouseException(16, "NO_SUCH_COLUMN_IN_TABLE", "no such column", "q");
        await using var writer = NewWriter();
        await writer.WriteAsync(Samples(1), CancellationToken.None);
        await writer.FlushAsync(CancellationToken.None);
        Directory.EnumerateFiles(Journal).Count(static f => f.EndsWith(".refused", StringComparison.Ordinal)).ShouldBe(1);
        _store.Failure = null;
        await writer.WriteAsync(Samples(2), CancellationToken.None);
        await writer.FlushAsync(CancellationToken.None);
        _store.Rows.ShouldBe(2);
    }

    [Fact]
    public async Task Segment_that_fails_for_a_passing_reason_is_tried_again()
    {
        _store.Failure = new ClickHouseException(243, "NOT_ENOUGH_SPACE", "no space left", "q");
        await using var writer = NewWriter(new WriterOptions { MetricsLinger = TimeSpan.FromMilliseconds(1) });
        await writer.WriteAsync(Samples(1), CancellationToken.None);
        await WaitFor(() => _store.Attempts > 0);
        _store.Failure = null;
        await WaitFor(() => _store.Rows == 1);
    }

    [Fact]
    public async Task Batch_that_cannot_be_encoded_fails_alone_and_leaves_nothing_among_the_rows_of_others()
    {
        await using var writer = NewWriter(new WriterOptions { MetricsLinger = TimeSpan.FromSeconds(10) });
        await writer.WriteAsync(Samples(2), CancellationToken.None);
        var broken = Samples(1);
        broken.Samples.Value.Append(7);
        await Should.ThrowAsync<InvalidOperationException>(() => writer.WriteAsync(broken, CancellationToken.None));
        var length = new FileInfo(Directory.EnumerateFiles(Journal).Single()).Length;
        await writer.WriteAsync(Samples(2), CancellationToken.None);
        new FileInfo(Directory.EnumerateFiles(Journal).Single()).Length.ShouldBe(length * 2, "the same two rows again");
        await writer.FlushAsync(CancellationToken.None);
        _store.Rows.ShouldBe(4);
    }

    [Fact]
    public async Task Journal_that_cannot_be_written_asks_the_sender_to_come_again()
    {
        await File.WriteAllTextAsync(Journal, "a file where the folder should be");
        await using var writer = NewWriter();
        var rejected = await Should.ThrowAsync<WriteRejectedException>(() => writer.WriteAsync(Samples(1), CancellationToken.None));
        rejected.RetryAfter.ShouldBeGreaterThan(TimeSpan.Zero);
        rejected.Message.ShouldNotContain(Journal);
    }

    [Fact]
    public async Task Sender_that_hangs_up_before_its_rows_are_durable_leaves_nothing()
    {
        _store.Open = new TaskCompletionSource();
        await using var writer = NewWriter(new WriterOptions { MaxQueuedBytes = 1 << 20 });
        await writer.WriteAsync(Samples(25_000), CancellationToken.None);
        using var hangUp = new CancellationTokenSource();
        var abandoned = writer.WriteAsync(Samples(2, requestHash: 7), hangUp.Token);
        await hangUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => abandoned);
        _store.Open.SetResult();
        await writer.WriteAsync(Samples(2, requestHash: 7), CancellationToken.None);
        await writer.FlushAsync(CancellationToken.None);
        _store.Rows.ShouldBe(25_002);
    }

    [Fact]
    public async Task Request_that_was_answered_is_stored_again_when_it_is_sent_again()
    {
        await using var writer = NewWriter();
        await writer.WriteAsync(Samples(2, requestHash: 9), CancellationToken.None);
        await writer.WriteAsync(Samples(2, requestHash: 9), CancellationToken.None);
        await writer.FlushAsync(CancellationToken.None);
        _store.Rows.ShouldBe(4);
    }

    [Fact]
    public async Task Segment_left_by_a_killed_server_is_stored_under_its_token_and_its_requests_are_recognised()
    {
        _store.Open = new TaskCompletionSource();
        var killed = NewWriter();
        await killed.WriteAsync(Samples(5, requestHash: 11), CancellationToken.None);
        await killed.WriteAsync(Samples(4, requestHash: 12), CancellationToken.None);
        var copy = Path.Combine(_folder, "copy");
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.EnumerateFiles(Journal))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        _store.Open.SetResult();
        await killed.DisposeAsync();
        _store.Rows.ShouldBe(9);

        await using var writer = NewWriter(journal: copy);
        writer.Recovered.IsCompleted.ShouldBeFalse();
        (await writer.RecoverAsync(CancellationToken.None)).ShouldBe(1);
        await writer.Recovered;
        _store.Rows.ShouldBe(9, "the store knows the token");
        writer.IsStoredUnanswered(11).ShouldBeTrue();
        await writer.WriteAsync(Samples(5, requestHash: 11), CancellationToken.None);
        await writer.FlushAsync(CancellationToken.None);
        _store.Rows.ShouldBe(9);
    }

    [Fact]
    public async Task Server_killed_again_after_recovery_inserts_nothing_twice_but_still_knows_the_requests()
    {
        using (var segment = new Segment(Guid.CreateVersion7()))
        using (var file = new Journal(new JournalPlace(Journal), TimeProvider.System).Open(segment))
            file.Append(segment.Add([new PendingBatch(Samples(5, requestHash: 11))]));
        var killedAgain = NewWriter();
        (await killedAgain.RecoverAsync(CancellationToken.None)).ShouldBe(1);
        var attempts = _store.Attempts;

        await using var writer = NewWriter();
        (await writer.RecoverAsync(CancellationToken.None)).ShouldBe(0);
        _store.Attempts.ShouldBe(attempts);
        writer.IsStoredUnanswered(11).ShouldBeTrue();
        await killedAgain.DisposeAsync();
    }

    [Fact]
    public async Task Requests_of_a_recovered_segment_are_forgotten_when_nobody_repeats_them_any_more()
    {
        using (var segment = new Segment(Guid.CreateVersion7()))
        using (var file = new Journal(new JournalPlace(Journal), TimeProvider.System).Open(segment))
            file.Append(segment.Add([new PendingBatch(Samples(5, requestHash: 11))]));
        var killedAgain = NewWriter();
        await killedAgain.RecoverAsync(CancellationToken.None);
        File.SetLastWriteTimeUtc(Directory.EnumerateFiles(Journal).Single(), TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(-3));

        await using var writer = NewWriter();
        await writer.RecoverAsync(CancellationToken.None);
        writer.IsStoredUnanswered(11).ShouldBeFalse();
        Directory.EnumerateFiles(Journal).ShouldBeEmpty();
        await killedAgain.DisposeAsync();
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(0, 9)]
    public async Task Record_that_was_cut_off_is_left_out_and_those_before_it_are_stored(int cut, int rows)
    {
        using (var segment = new Segment(Guid.CreateVersion7()))
        using (var file = new Journal(new JournalPlace(Journal), TimeProvider.System).Open(segment))
        {
            file.Append(segment.Add([new PendingBatch(Samples(5))]));
            file.Append(segment.Add([new PendingBatch(Samples(4))]));
        }

        var path = Directory.EnumerateFiles(Journal).Single();
        var bytes = await File.ReadAllBytesAsync(path);
        await File.WriteAllBytesAsync(path, bytes.AsMemory(0, bytes.Length - cut));
        await using var writer = NewWriter();
        (await writer.RecoverAsync(CancellationToken.None)).ShouldBe(1);
        _store.Rows.ShouldBe(rows);
    }

    [Fact]
    public async Task Journal_file_without_a_whole_record_is_removed()
    {
        Directory.CreateDirectory(Journal);
        await File.WriteAllTextAsync(Path.Combine(Journal, Guid.CreateVersion7().ToString("N") + ".segment"), "ALMREC01 and nothing more");
        await using var writer = NewWriter();
        (await writer.RecoverAsync(CancellationToken.None)).ShouldBe(0);
        Directory.EnumerateFiles(Journal).ShouldBeEmpty();
    }

    [Fact]
    public async Task Journal_file_whose_header_is_damaged_does_not_keep_the_server_from_starting()
    {
        Directory.CreateDirectory(Journal);
        byte[] damaged = [.. "ALMREC01"u8, 6, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x07, 0x01, .. new byte[20]];
        await File.WriteAllBytesAsync(Path.Combine(Journal, Guid.CreateVersion7().ToString("N") + ".segment"), damaged);
        await using var writer = NewWriter();
        (await writer.RecoverAsync(CancellationToken.None)).ShouldBe(0);
        Directory.EnumerateFiles(Journal).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_waits_for_a_recovery_that_never_comes_is_told()
    {
        var writer = NewWriter();
        var waiting = writer.Recovered;
        await writer.DisposeAsync();
        await Should.ThrowAsync<WriteRejectedException>(() => waiting);
    }

    string Journal => Path.Combine(_folder, "journal");

    TelemetryWriter NewWriter(WriterOptions? options = null, string? journal = null) => new(
        _store, new JournalPlace(journal ?? Journal), options ?? new WriterOptions(),
        new WriterServices(_pool, new RegistrationCache(TimeProvider.System), _metrics, [], [], TimeProvider.System, NullLogger<TelemetryWriter>.Instance));

    TelemetryBatch Samples(int rows, ulong requestHash = 0)
    {
        var batch = _pool.Rent(Signal.Metrics);
        batch.RequestHash = requestHash;
        for (var i = 0; i < rows; i++)
            Append(batch.Samples, i);
        return batch;
    }

    static void Append(SampleBlock samples, int i, bool delta = true)
    {
        samples.Tenant.Append("default");
        samples.Metric.Append("up");
        samples.Series.Append((ulong)i);
        samples.Time.Append(i);
        samples.Value.Append(1);
        samples.Nanos.Append(0);
        samples.StartTime.Append(0);
        if (delta)
            samples.Delta.Append(0);
        samples.RetentionDays.Append(30);
    }

    static async Task WaitFor(Func<bool> condition)
    {
        while (!condition())
            await Task.Yield();
    }
}
