namespace Almagest.ClickHouse.Migrations;

/// <summary>What a run may do.</summary>
public enum MigrationMode
{
    /// <summary>Apply what is missing.</summary>
    Migrate,

    /// <summary>Compare only: nothing is written.</summary>
    Validate,

    /// <summary>Wait until another instance has applied everything.</summary>
    Wait,
}

/// <summary>The state of the schema after a run.</summary>
/// <param name="Database">The database looked at.</param>
/// <param name="Applied">What this run applied, or would apply in a dry run, in order.</param>
/// <param name="Pending">What is still missing afterwards.</param>
/// <param name="AlreadyApplied">How many were there before.</param>
/// <param name="IsDryRun">True when nothing was written.</param>
public sealed record MigrationReport(
    string Database, IReadOnlyList<AppliedMigration> Applied, IReadOnlyList<string> Pending, int AlreadyApplied, bool IsDryRun)
{
    /// <summary>True when the store has every migration of this program.</summary>
    public bool IsUpToDate => Pending.Count == 0;
}

/// <summary>One migration of a run.</summary>
/// <param name="File">Its file name.</param>
/// <param name="Statements">How many statements ran, or would run; fewer than the file has when an earlier run stopped half-way.</param>
/// <param name="Duration">How long they took; zero in a dry run.</param>
public sealed record AppliedMigration(string File, int Statements, TimeSpan Duration);
