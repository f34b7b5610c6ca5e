using Almagest.ClickHouse.Http;
using Microsoft.Extensions.Logging;

namespace Almagest.Telemetry.Writing;

/// <summary>Stores gathered batches: encode, journal, insert, answer.</summary>
sealed partial class Committer(
    ICommitStore store, CommitJournal journal, UnansweredRequests unanswered, WriterOptions options, WriterServices services)
{
    readonly ILogger _logger = services.Logger;

    /// <summary>Ends the attempts of commits that the store does not take; their files stay for the next start.</summary>
    internal CancellationToken Stopping { get; init; }

    internal async Task CommitAsync(Signal signal, List<PendingBatch> batches)
    {
        var started = services.Time.GetTimestamp();
        try
        {
            var registrations = batches.SelectMany(static b => b.Batch.Registrations).ToList();
            Prepare(batches);
            using var commit = Commit.Encode(batches);
            var path = journal.Write(commit);
            await InsertAsync(commit, batches);
            services.Registrations.Confirm(registrations);
            Tell(batches);
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
        finally
        {
            foreach (var pending in batches)
                services.Pool.Return(pending.Batch);
        }
    }

    /// <summary>Stores a commit that a killed server left behind; what was stored already is recognised by its token.</summary>
    internal async Task RecoverAsync(Commit commit, string path, CancellationToken ct)
    {
        try
        {
            foreach (var section in commit.Sections)
                await store.InsertAsync(section, commit.TokenOf(section), ct);
        }
        catch (ClickHouseException refused)
        {
            // One commit that the store will never take must not keep the server from starting.
            CommitSetAside(refused, CommitJournal.SetAside(path));
            return;
        }

        foreach (var hash in commit.RequestHashes)
            unanswered.Add(hash);
        journal.Finish(path, UnansweredRequests.Lifetime);
        CommitRecovered(commit.Id, commit.Sections.Sum(static s => s.Rows));
    }

    void Prepare(List<PendingBatch> batches)
    {
        foreach (var preparer in services.Preparers)
        {
            foreach (var pending in batches)
            {
                try
                {
                    preparer.Prepare(pending.Batch);
                }
#pragma warning disable CA1031 // Whatever goes wrong with what is derived, the rows themselves are sound and their sender waits.
                catch (Exception error)
#pragma warning restore CA1031
                {
                    services.Metrics.PreparationFailed(pending.Batch.Signal);
                    PreparationFailed(error, pending.Batch.Signal);
                }
            }
        }
    }

    /// <summary>Before the senders are answered: whoever was told "stored" and asks at once must be shown the rows.</summary>
    void Tell(List<PendingBatch> batches)
    {
        foreach (var listener in services.Listeners)
        {
            foreach (var pending in batches)
                listener.Stored(pending.Batch);
        }
    }

    async Task InsertAsync(Commit commit, List<PendingBatch> batches)
    {
        // The insert goes on for as long as the store is away; the senders are told to come back before they give up by themselves.
        await using var answer = services.Time.CreateTimer(
            static batches => Reject((List<PendingBatch>)batches!), batches, options.AnswerTimeout, Timeout.InfiniteTimeSpan);
        foreach (var section in commit.Sections)
            await store.InsertAsync(section, commit.TokenOf(section), Stopping);
    }

    static void Reject(List<PendingBatch> batches)
    {
        foreach (var pending in batches)
            pending.TryReject(new WriteRejectedException("the store does not answer", TimeSpan.FromSeconds(5)));
    }

    [LoggerMessage(LogLevel.Warning, "A batch of {Signal} is stored without what is derived from it")]
    partial void PreparationFailed(Exception error, Signal signal);

    [LoggerMessage(LogLevel.Error, "A commit of {Signal} with {Batches} batches could not be stored")]
    partial void CommitFailed(Exception error, Signal signal, int batches);

    [LoggerMessage(LogLevel.Error, "A commit left by a killed server was refused by the store; it is set aside as {Path}")]
    partial void CommitSetAside(Exception error, string path);

    [LoggerMessage(LogLevel.Information, "Commit {Commit} of {Rows} rows was left by a killed server and is stored now")]
    partial void CommitRecovered(Guid commit, int rows);
}
