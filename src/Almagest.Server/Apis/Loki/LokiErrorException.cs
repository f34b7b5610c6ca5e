namespace Almagest.Server.Apis.Loki;

/// <summary>A request that cannot be answered; the text is the body of the answer, as Loki has it.</summary>
sealed class LokiErrorException(int status, string message) : Exception(message)
{
    internal LokiErrorException(string message)
        : this(400, message)
    {
    }

    internal int Status { get; } = status;
}
