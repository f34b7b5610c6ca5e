using Almagest.ClickHouse.Http;
using Microsoft.Extensions.Logging;

namespace Almagest.Telemetry.Writing;

/// <summary>Stores gathered batches: encode, journal, insert, answer. Repeats an insert until the store has it.</summary>
sealed partial class Committer(CommitJournal journal, UnansweredRequests unanswered, WriterOptions options, WriterServices services)
{
    static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    readonly ILogger _logger = services.Logger;

    /// <summary>Ends the attempts of commits that the store does not take; their files stay for the next start.</summary>
    internal CancellationToken Stopping { get; init; }

    internal async Task CommitAsync(Signal signal, List<PendingBatch> batches)
    {
        var started = services.Time.GetTimestamp();
        try
        {
            var registrations = batches.SelectMany(static b => b.Batch.Registrations).ToList();
            using var commit = Encode(batches);
            var path = journal.Write(commit);
            await InsertAsync(commit, batches, started);
            services.Registrations.Confirm(registrations);
            foreach (var pending in batches)
            {
                if (!pending.TryAnswerStored())
                    unanswered.Add(pending.RequestHash);
            }

            journal.Finish(path);
            services.Metrics.Committed(signal, commit, services.Time.GetElapsedTime(started));
        }
        catch (Exception error)
        {
            // The commit file stays: an operator can look at it, and the next start tries it once more.
            CommitFailed(error, signal, batches.Count);
            services.Metrics.Failed(signal);
            foreach (var pending in batches)
                pending.TryReject(error);
        }
    }

    /// <summary>Stores a commit that a killed server left behind; what was stored already is recognised by its token.</summary>
    internal async Task RecoverAsync(Commit commit, string path, CancellationToken ct)
    {
        foreach (var section in commit.Sections)
            await services.Store.InsertAsync(section, commit.TokenOf(section), ct);
        foreach (var hash in commit.RequestHashes)
            unanswered.Add(hash);
        journal.Finish(path, UnansweredRequests.Lifetime);
        CommitRecovered(commit.Id, commit.Sections.Sum(static s => s.Rows));
    }

    Commit Encode(List<PendingBatch> batches)
    {
        try
        {
            return Commit.Encode(batches);
        }
        finally
        {
            foreach (var pending in batches)
                services.Pool.Return(pending.Batch);
        }
    }

    async Task InsertAsync(Commit commit, List<PendingBatch> batches, long started)
    {
        foreach (var section in commit.Sections)
        {
            for (var delay = FirstDelay; ; delay = Min(delay * 2, LongestDelay))
            {
                try
                {
                    await services.Store.InsertAsync(section, commit.TokenOf(section), Stopping);
                    break;
                }
                catch (Exception error) when (error is StoreUnavailableException || services.Store.IsTransient(error))
                {
                    InsertDelayed(error, section.Table, delay);
                    if (services.Time.GetElapsedTime(started) > options.AnswerTimeout)
                        Reject(batches, error);
                    await Task.Delay(delay, services.Time, Stopping);
                }
            }
        }
    }

    static void Reject(List<PendingBatch> batches, Exception reason)
    {
        foreach (var pending in batches)
            pending.TryReject(new WriteRejectedException($"the store is unavailable: {reason.Message}", TimeSpan.FromSeconds(5)));
    }

    static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    [LoggerMessage(LogLevel.Warning, "Insert into {Table} failed; the next attempt is in {Delay}")]
    partial void InsertDelayed(Exception error, string table, TimeSpan delay);

    [LoggerMessage(LogLevel.Error, "A commit of {Signal} with {Batches} batches could not be stored")]
    partial void CommitFailed(Exception error, Signal signal, int batches);

    [LoggerMessage(LogLevel.Information, "Commit {Commit} of {Rows} rows was left by a killed server and is stored now")]
    partial void CommitRecovered(Guid commit, int rows);
}
