namespace Almagest.Server.Ingest.Otlp;

/// <summary>The codes of google.rpc.Code and of gRPC (https://grpc.io/docs/guides/status-codes) that we answer with.</summary>
enum RpcCode
{
    /// <summary>Done.</summary>
    Ok = 0,

    /// <summary>The request can never succeed as it is.</summary>
    InvalidArgument = 3,

    /// <summary>The caller's deadline passed.</summary>
    DeadlineExceeded = 4,

    /// <summary>What is named does not exist.</summary>
    NotFound = 5,

    /// <summary>Understood and refused.</summary>
    PermissionDenied = 7,

    /// <summary>Larger than a limit.</summary>
    ResourceExhausted = 8,

    /// <summary>No such method, compression or kind of call.</summary>
    Unimplemented = 12,

    /// <summary>The protocol is broken, or we failed.</summary>
    Internal = 13,

    /// <summary>Try again later.</summary>
    Unavailable = 14,
}

/// <summary>A fault of a call for which gRPC prescribes the code.</summary>
sealed class RpcException(RpcCode code, string message) : Exception(message)
{
    /// <summary>What the call ends with.</summary>
    internal RpcCode Code { get; } = code;
}
