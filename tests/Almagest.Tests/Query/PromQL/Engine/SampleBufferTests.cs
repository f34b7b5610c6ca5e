using Almagest.Query.PromQL.Sources;

namespace Almagest.Tests.Query.PromQL.Engine;

public sealed class SampleBufferTests
{
    [Fact]
    public void Overlapping_runs_are_ordered_and_of_equal_times_the_one_added_first_stays()
    {
        var random = new Random(3);
        for (var round = 0; round < 300; round++)
        {
            var added = new List<(long Time, double Value)>();
            for (var run = random.Next(1, 9); run > 0; run--)
            {
                var time = (long)random.Next(0, 50);
                for (var i = random.Next(0, 20); i > 0; i--)
                    added.Add((time += random.Next(1, 9), added.Count));
            }

            var buffer = new SampleBuffer();
            buffer.Add(-1, -1);
            added.ForEach(s => buffer.Add(s.Time, s.Value));
            buffer.SortByTime(1);
            var expected = added.GroupBy(static s => s.Time).OrderBy(static g => g.Key).Select(static g => g.First());
            buffer.Times.ToArray().Zip(buffer.Values.ToArray()).ShouldBe([(-1, -1), .. expected]);
        }
    }
}
