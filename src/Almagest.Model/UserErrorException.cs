namespace Almagest.Model;

/// <summary>
/// A fault of the caller, mapped once at the edge to the status the protocol prescribes. Messages are lower case, name the
/// value in quotes, and say what to do.
/// </summary>
/// <param name="kind">Which family of status it maps to.</param>
/// <param name="code">A stable snake_case word a program can test, such as <c>unknown_label</c>.</param>
/// <param name="message">What is wrong and where, for a person.</param>
public sealed class UserErrorException(UserErrorKind kind, string code, string message) : Exception(message)
{
    /// <summary>Which family of status it maps to.</summary>
    public UserErrorKind Kind { get; } = kind;

    /// <summary>A stable snake_case word a program can test.</summary>
    public string Code { get; } = code;
}

/// <summary>The families of caller faults, each one HTTP status.</summary>
public enum UserErrorKind
{
    /// <summary>400: the request can never succeed as written.</summary>
    Invalid,

    /// <summary>403: understood and refused.</summary>
    Forbidden,

    /// <summary>404: the thing named does not exist.</summary>
    NotFound,

    /// <summary>413: larger than the configured limit.</summary>
    TooLarge,

    /// <summary>422: valid, but over a limit on time, memory or rows.</summary>
    LimitExceeded,

    /// <summary>429: try later; nothing was kept.</summary>
    Busy,
}
