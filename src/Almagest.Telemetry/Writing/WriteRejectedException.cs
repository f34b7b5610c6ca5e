namespace Almagest.Telemetry.Writing;

/// <summary>The batch was not stored for now; protocols answer "try again later".</summary>
/// <param name="message">Why, for a person.</param>
/// <param name="retryAfter">When trying again makes sense.</param>
public sealed class WriteRejectedException(string message, TimeSpan retryAfter) : Exception(message)
{
    /// <summary>When trying again makes sense.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
