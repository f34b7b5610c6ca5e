namespace Almagest.Server.Ingest.Loki;

/// <summary>What equal lines have in common.</summary>
/// <param name="Text">Hash of text and structured metadata.</param>
/// <param name="Place">Hash of owner, stream and time.</param>
readonly record struct LineKey(ulong Text, ulong Place);
