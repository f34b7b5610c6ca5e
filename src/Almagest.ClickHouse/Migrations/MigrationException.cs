namespace Almagest.ClickHouse.Migrations;

/// <summary>The schema of the store and the program do not go together, or a migration failed; the message says which file and what to do.</summary>
public sealed class MigrationException(string message, Exception? inner = null) : Exception(message, inner);
