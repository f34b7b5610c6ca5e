namespace Almagest.Model.Traces;

/// <summary>The role of a span in its trace, numbered as in OTLP.</summary>
public enum SpanKind : sbyte
{
    /// <summary>Not given.</summary>
    Unspecified = 0,

    /// <summary>Work inside an application.</summary>
    Internal = 1,

    /// <summary>Handling of a request.</summary>
    Server = 2,

    /// <summary>A request to somebody else.</summary>
    Client = 3,

    /// <summary>Sending of a message.</summary>
    Producer = 4,

    /// <summary>Receiving of a message.</summary>
    Consumer = 5,
}

/// <summary>The outcome of a span, numbered as in OTLP.</summary>
public enum SpanStatus : sbyte
{
    /// <summary>Not given.</summary>
    Unset = 0,

    /// <summary>The developer says it succeeded.</summary>
    Ok = 1,

    /// <summary>It failed.</summary>
    Error = 2,
}
