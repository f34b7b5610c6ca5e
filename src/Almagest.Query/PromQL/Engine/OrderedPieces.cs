namespace Almagest.Query.PromQL.Engine;

/// <summary>
/// Work in pieces that any thread prepares in any order, but that are used in order and in several stages at once. No thread waits for the end of a batch: who has prepared a piece
/// uses what is next, unless another one does, and goes on to prepare. So the result is the same whatever the number of threads.
/// </summary>
/// <param name="count">How many pieces there are.</param>
/// <param name="slots">How many may be prepared and not used yet; piece <c>n</c> is in slot <c>n</c> modulo these.</param>
/// <param name="prepare">Prepares a piece in its slot.</param>
/// <param name="stages">Each uses the pieces one after the other; all but the first only those that the first has used. One that says false ends the work of all.</param>
sealed class OrderedPieces(int count, int slots, Action<int> prepare, IReadOnlyList<Func<int, bool>> stages)
{
    readonly int[] _prepared = new int[slots];
    readonly Stage[] _stages = [.. stages.Select(static use => new Stage(use))];
    int _claimed;
    volatile bool _isOver;

    /// <summary>Works until no piece is left to begin with; the last of the threads that work so ends when all is done. A fault ends the work of all.</summary>
    /// <param name="goesOn">Asked before each piece.</param>
    public void Work(Func<bool> goesOn)
    {
        try
        {
            while (!_isOver && goesOn() && Interlocked.Increment(ref _claimed) - 1 is var piece && piece < count)
            {
                if (!AwaitSlot(piece))
                    return;
                prepare(piece);
                // Prepared before anybody is found to be at work: who is looks again when it is done.
                Interlocked.Exchange(ref _prepared[piece % slots], piece + 1);
                Use();
            }
        }
        catch
        {
            _isOver = true;
            throw;
        }
    }

    /// <summary>Whether a stage ended the work.</summary>
    public bool WasEnded => _isOver;

    // The piece that was in the slot may still be under way: its thread may have been put aside for another one.
    bool AwaitSlot(int piece)
    {
        for (var wait = new SpinWait(); !Array.TrueForAll(_stages, stage => Volatile.Read(ref stage.Next) > piece - slots); wait.SpinOnce())
        {
            if (_isOver)
                return false;
            Use();
        }

        return true;
    }

    void Use()
    {
        foreach (var stage in _stages)
        {
            while (IsReady(stage) && Interlocked.CompareExchange(ref stage.IsBusy, 1, 0) == 0)
            {
                while (!_isOver && IsReady(stage))
                {
                    if (!stage.Use(stage.Next))
                        _isOver = true;
                    Volatile.Write(ref stage.Next, stage.Next + 1);
                }

                Interlocked.Exchange(ref stage.IsBusy, 0);
            }
        }
    }

    bool IsReady(Stage stage)
    {
        var next = Volatile.Read(ref stage.Next);
        return !_isOver && Volatile.Read(ref _prepared[next % slots]) == next + 1 && (stage == _stages[0] || next < Volatile.Read(ref _stages[0].Next));
    }

    sealed class Stage(Func<int, bool> use)
    {
        // The piece that is used next, and whether a thread is at it.
        internal int Next;
        internal int IsBusy;

        internal Func<int, bool> Use { get; } = use;
    }
}
