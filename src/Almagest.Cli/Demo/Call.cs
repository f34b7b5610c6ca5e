using Almagest.Cli.Otlp;
using Attribute = Almagest.Cli.Otlp.Attribute;

namespace Almagest.Cli.Demo;

/// <summary>An open span and the clock of the code that runs in it. Children run one after another and move the clock on,
/// so a child always lies inside its parent; only messages start work that outlives the sender.</summary>
sealed class Call(World world, Pod pod, SpanItem span)
{
    internal World World => world;
    internal Pod Pod => pod;
    internal SpanItem Span => span;
    internal Random Random => world.Random;

    /// <summary>Time inside the call, nanoseconds since 1970.</summary>
    internal ulong Now { get; private set; } = span.StartUnixNano;

    internal bool Failed => span.Status == SpanStatus.Error;

    /// <summary>Spends time, log-normal around the median.</summary>
    internal void Work(double medianMilliseconds) => Now += world.Spend(medianMilliseconds);

    internal void Set(string key, AttributeValue value) => span.Attributes.Add(new(key, value));

    internal void Event(string name, params Attribute[] attributes) => span.Events.Add(new(name, Now, attributes));

    internal void Log(Severity severity, string message, params Attribute[] fields) =>
        world.At(Now, LogLine.Write(this, severity, message, fields));

    /// <summary>Measures something when the clock of the world reaches this moment.</summary>
    internal void Count(Instrument instrument, double value, params Attribute[] attributes) =>
        world.At(Now, () => pod.Metrics.Add(instrument, value, attributes));

    /// <summary>Marks the span as failed, with an exception event when there is a stack to show.</summary>
    internal void Fail(string type, string message, string stack = "")
    {
        span.Status = SpanStatus.Error;
        span.StatusMessage = message;
        Set("error.type", type);
        if (stack.Length > 0)
            Event("exception", new("exception.type", type), new("exception.message", message), new("exception.stacktrace", stack));
    }

    /// <summary>Runs a child span on the same pod.</summary>
    internal Call Child(string name, SpanKind kind, Action<Call> body) => Remote(pod, name, kind, 0, body);

    /// <summary>Runs a child span on another pod, after some time on the network.</summary>
    internal Call Remote(Pod target, string name, SpanKind kind, double networkMilliseconds, Action<Call> body)
    {
        if (networkMilliseconds > 0) Work(networkMilliseconds);
        var child = world.Open(target, span.TraceId, span.SpanId, name, kind, Now);
        body(child);
        child.Close();
        Now = child.Now;
        if (networkMilliseconds > 0) Work(networkMilliseconds);
        return child;
    }

    internal void Close()
    {
        Now += 1000;
        span.EndUnixNano = Now;
        world.At(Now, () =>
        {
            pod.Spans.Add(span);
            SpanMeter.Record(pod, span);
        });
    }
}
