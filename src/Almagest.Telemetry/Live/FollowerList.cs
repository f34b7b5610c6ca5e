using System.Collections.Immutable;
using Almagest.Model;

namespace Almagest.Telemetry.Live;

/// <summary>The followers of one signal. Reading the list takes no lock: with nobody in it a commit pays one comparison.</summary>
sealed class FollowerList<TRow>
{
    ImmutableArray<CommitFollower<TRow>> _all = [];

    internal ImmutableArray<CommitFollower<TRow>> All => _all;

    /// <exception cref="UserErrorException">There are too many already.</exception>
    internal CommitFollower<TRow> Add(FollowRequest request)
    {
        var follower = new CommitFollower<TRow>(request, Remove);
        if (!ImmutableInterlocked.Update(ref _all, static (all, one) => all.Length < CommitFeed.MaxFollowers ? all.Add(one) : all, follower))
            throw new UserErrorException(UserErrorKind.Busy, "too_many_followers", $"{CommitFeed.MaxFollowers} live streams are open already; close one, or try again later");
        return follower;
    }

    void Remove(CommitFollower<TRow> follower) => ImmutableInterlocked.Update(ref _all, static (all, one) => all.Remove(one), follower);
}
