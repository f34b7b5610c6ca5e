using Almagest.ClickHouse.Engine;
using Microsoft.Extensions.Logging;

namespace Almagest.Tests.ClickHouse.Engine;

public sealed class EngineLogTests
{
    const string Stamp = "2026.11.21 00:01:08.581028 [ 19512 ] {} ";

    readonly RecordingLogger _logger = new();

    [Theory]
    [InlineData("<Fatal> BaseDaemon: signal", LogLevel.Critical)]
    [InlineData("<Error> MergeTree: broken part", LogLevel.Error)]
    [InlineData("<Warning> Context: slow disk", LogLevel.Warning)]
    [InlineData("<Information> Application: Listening", LogLevel.Debug)]
    [InlineData("<Error> executeQuery: Code: 60. DB::Exception: Unknown table (in query: SELECT secret)", LogLevel.Debug)]
    public void Line_is_passed_on_at_its_level(string line, LogLevel level)
    {
        new EngineLog(_logger).Add(Stamp + line);

        _logger.Written.ShouldHaveSingleItem().Level.ShouldBe(level);
    }

    [Fact]
    public void Noise_is_dropped()
    {
        var log = new EngineLog(_logger);

        log.Add(Stamp + "<Warning> BackgroundSchedulePool/BgSchPool: Temporarily pause scheduling of tasks with id 1");

        _logger.Written.ShouldBeEmpty();
        log.Tail().ShouldBe("");
    }

    [Fact]
    public void Stack_trace_has_the_level_of_its_message()
    {
        var log = new EngineLog(_logger);

        log.Add(Stamp + "<Error> MergeTree: broken part");
        log.Add("0. DB::Exception::Exception");

        _logger.Written.Select(static w => w.Level).ShouldBe([LogLevel.Error, LogLevel.Error]);
    }

    [Fact]
    public void Tail_keeps_the_last_lines_until_the_next_process()
    {
        var log = new EngineLog(_logger);
        for (var i = 0; i < 100; i++)
            log.Add($"line {i}");

        log.Tail().Split('\n').ShouldBe([.. Enumerable.Range(60, 40).Select(static i => $"line {i}")]);
        log.Clear();
        log.Tail().ShouldBe("");
    }

    sealed class RecordingLogger : ILogger
    {
        public List<(LogLevel Level, string Text)> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Add((logLevel, formatter(state, exception)));
    }
}
