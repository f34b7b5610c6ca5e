using Almagest.Telemetry.Writing;

namespace Almagest.Tests.Telemetry.Writing;

public sealed class JournalTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("almagest-journal-").FullName;
    readonly Clock _clock = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Files_of_stored_segments_go_soon_also_while_those_of_a_recovery_stay()
    {
        var journal = new Journal(new JournalPlace(_folder), _clock);
        var (recovered, stored, last) = (File("recovered"), File("stored"), File("last"));
        using (var segment = new Segment(Guid.CreateVersion7()))
            journal.FinishRecovered(recovered, segment, [7]);
        journal.Finish(stored);
        _clock.Advance(TimeSpan.FromSeconds(5));
        journal.Finish(last);
        Directory.EnumerateFiles(_folder).ShouldBe([recovered, last], ignoreOrder: true);
        _clock.Advance(TimeSpan.FromMinutes(3));
        journal.Finish(File("more"));
        System.IO.File.Exists(recovered).ShouldBeFalse();
    }

    string File(string name)
    {
        var path = Path.Combine(_folder, name + ".segment");
        System.IO.File.WriteAllText(path, "");
        return path;
    }

    sealed class Clock : TimeProvider
    {
        long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        internal void Advance(TimeSpan by) => _ticks += by.Ticks;
    }
}
