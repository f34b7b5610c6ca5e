namespace Almagest.Query.PromQL.Engine;

/// <summary>Why an evaluation ended without an answer; the HTTP API answers each with its own <c>errorType</c>.</summary>
public enum PromQlFailure
{
    /// <summary><c>bad_data</c>: the query can not be evaluated in this way.</summary>
    Invalid,

    /// <summary><c>execution</c>: the data do not allow it.</summary>
    Execution,

    /// <summary><c>timeout</c></summary>
    Timeout,

    /// <summary><c>canceled</c></summary>
    Canceled,
}

/// <summary>An evaluation that failed; the text is Prometheus' own.</summary>
/// <param name="failure">Why.</param>
/// <param name="message">What is wrong.</param>
public sealed class PromQlException(PromQlFailure failure, string message) : Exception(message)
{
    /// <param name="message">What is wrong with the data.</param>
    public PromQlException(string message)
        : this(PromQlFailure.Execution, message)
    {
    }

    /// <summary>Why.</summary>
    public PromQlFailure Failure { get; } = failure;
}
