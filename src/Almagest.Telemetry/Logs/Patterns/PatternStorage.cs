namespace Almagest.Telemetry.Logs.Patterns;

/// <summary>Which state of a pattern is stored. A row is on its way from when it is offered until its commit is confirmed; a commit may fail.</summary>
sealed class PatternStorage
{
    // A commit that was not confirmed by then has failed.
    const long SecondsOnTheWay = 10;

    ulong _revision = 1;
    ulong _offered;
    ulong _stored;
    long _offeredAt = long.MinValue / 2;
    long _storedHour;

    /// <summary>The newest state's number.</summary>
    internal ulong Revision => _revision;

    /// <summary>When a line of it last came; number of the batch.</summary>
    internal long TouchedIn { get; set; }

    /// <summary>The pattern is another now.</summary>
    internal void Change() => _revision++;

    /// <summary>Whether a row has to be written, now that lines of it came.</summary>
    internal bool IsDue(long seconds) => (_revision != _offered || seconds - _offeredAt > SecondsOnTheWay) && (_revision != _stored || seconds / 3600 != _storedHour);

    /// <summary>A row is on its way.</summary>
    internal void Offer(long seconds) => (_offered, _offeredAt) = (_revision, seconds);

    /// <summary>A row is stored.</summary>
    internal void Confirm(ulong revision, long seconds)
    {
        if (revision >= _stored)
            (_stored, _storedHour) = (revision, seconds / 3600);
    }

    /// <summary>A pattern was loaded from the store.</summary>
    internal void Restore(ulong revision, long seconds)
    {
        (_revision, _offered) = (revision, revision);
        Confirm(revision, seconds);
    }
}
