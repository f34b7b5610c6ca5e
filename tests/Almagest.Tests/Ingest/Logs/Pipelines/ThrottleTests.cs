using Almagest.Server.Ingest.Logs.Pipelines.Effects;
using Almagest.Server.Ingest.Logs.Pipelines;
using Almagest.Telemetry.Writing;
using Almagest.Tests.Fakes;
using YamlDotNet.RepresentationModel;

namespace Almagest.Tests.Ingest.Logs.Pipelines;

/// <summary>The stage <c>limit</c> without <c>drop</c>: senders wait, lines are kept.</summary>
public sealed class ThrottleTests
{
    readonly MovableTime _time = new();

    [Fact]
    public void Next_request_waits_for_what_the_one_before_took_too_much()
    {
        var throttle = new LineThrottle(10, 5, _time);
        throttle.Use(20);
        throttle.Debt().ShouldBe(TimeSpan.FromSeconds(1.5));
        _time.Advance(TimeSpan.FromSeconds(1.5));
        throttle.Debt().ShouldBe(TimeSpan.Zero);
        throttle.Use(1);
        throttle.Debt().ShouldBe(TimeSpan.FromSeconds(0.1));
        _time.Advance(TimeSpan.FromHours(1));
        throttle.Use(6);
        throttle.Debt().ShouldBe(TimeSpan.FromSeconds(0.1), "a long silence saves up no more than the burst");
    }

    [Fact]
    public async Task Short_wait_is_waited_for()
    {
        var pipeline = Pipeline("- limit: {rate: 1000, burst: 5}");
        Run(pipeline, 6).Effects.Apply();
        await Run(pipeline, 1).Effects.AdmitAsync(_time, CancellationToken.None);
    }

    [Fact]
    public async Task Sender_who_would_wait_long_is_told_when_to_come_again()
    {
        var pipeline = Pipeline("- limit: {rate: 10, burst: 5}");
        Run(pipeline, 105).Effects.Apply();
        var refused = await Should.ThrowAsync<WriteRejectedException>(() => Run(pipeline, 1).Effects.AdmitAsync(_time, CancellationToken.None));
        refused.RetryAfter.ShouldBe(TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(10));
        await Run(pipeline, 1).Effects.AdmitAsync(_time, CancellationToken.None);
    }

    [Fact]
    public void Refused_request_takes_nothing_of_the_limit()
    {
        var pipeline = Pipeline("- limit: {rate: 10, burst: 5}");
        for (var i = 0; i < 10; i++)
            Run(pipeline, 100);
        Run(pipeline, 1).Effects.AdmitAsync(_time, CancellationToken.None).IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public void Values_seen_last_keep_their_limit()
    {
        var pipeline = Pipeline("- json: {expressions: {pod: }}\n- labels: {pod: }\n- limit: {rate: 0.001, burst: 1, drop: true, by_label_name: pod, max_distinct_labels: 1}");
        Take("first").ShouldBeTrue();
        // 10,000 values are kept at least, in two generations.
        for (var i = 0; i < 10_000; i++)
            Take($"p{i}").ShouldBeTrue();
        Take("first").ShouldBeFalse();
        for (var i = 0; i < 20_000; i++)
            Take($"q{i}").ShouldBeTrue();
        Take("first").ShouldBeTrue();

        bool Take(string pod)
        {
            var entry = new PipelineEntry { Line = $"{{\"pod\":\"{pod}\"}}" };
            pipeline.Run(entry);
            return !entry.IsDropped;
        }
    }

    static PipelineEntry Run(Pipeline pipeline, int lines)
    {
        var entry = new PipelineEntry();
        for (var i = 0; i < lines; i++)
        {
            entry.Clear();
            pipeline.Run(entry);
            entry.IsDropped.ShouldBeFalse();
        }

        return entry;
    }

    Pipeline Pipeline(string stages)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(stages));
        return PipelineReader.Read((YamlSequenceNode)yaml.Documents[0].RootNode, new StageEnvironment(".", _time, static () => 0, new PipelineMetrics()));
    }
}
