using Almagest.Query.PromQL.Engine;

namespace Almagest.Tests.Query.PromQL.Engine;

public sealed class OrderedPiecesTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 5)]
    [InlineData(2, 3)]
    [InlineData(4, 4)]
    [InlineData(4, 12)]
    public void Every_stage_uses_what_was_prepared_in_order(int threads, int slots)
    {
        const int Count = 2_000;
        var (prepared, taken, added) = (new int[slots], new List<int>(), new List<int>());
        var work = new OrderedPieces(
            Count, slots, piece => prepared[piece % slots] = piece, [piece => Use(taken, piece), piece => taken.Count > piece && Use(added, piece), _ => true]);
        Run(work, threads, static _ => true);
        taken.ShouldBe(Enumerable.Range(0, Count));
        added.ShouldBe(Enumerable.Range(0, Count));
        work.WasEnded.ShouldBeFalse();

        bool Use(List<int> used, int piece)
        {
            used.Add(prepared[piece % slots]);
            return true;
        }
    }

    [Fact]
    public void Threads_that_leave_early_leave_the_rest_to_the_others()
    {
        var used = new List<int>();
        var work = new OrderedPieces(500, 6, static _ => { }, [piece => Note(used, piece)]);
        Run(work, 3, thread => thread == 0 || used.Count < 50);
        used.ShouldBe(Enumerable.Range(0, 500));
    }

    [Fact]
    public void Stage_that_says_no_ends_the_work()
    {
        var used = new List<int>();
        var work = new OrderedPieces(500, 6, static _ => { }, [piece => piece < 100, piece => Note(used, piece)]);
        Run(work, 3, static _ => true);
        work.WasEnded.ShouldBeTrue();
        used.Count.ShouldBeLessThan(500);
    }

    [Fact]
    public void Fault_ends_the_work_of_all()
    {
        var work = new OrderedPieces(500, 6, static piece => _ = piece == 77 ? throw new InvalidDataException("77") : 0, [static _ => true]);
        Should.Throw<InvalidDataException>(() => Run(work, 3, static _ => true)).Message.ShouldBe("77");
    }

    static bool Note(List<int> used, int piece)
    {
        used.Add(piece);
        return true;
    }

    static void Run(OrderedPieces work, int threads, Func<int, bool> goesOn) => Parallels.For(threads, threads, thread => work.Work(() => goesOn(thread)));
}
