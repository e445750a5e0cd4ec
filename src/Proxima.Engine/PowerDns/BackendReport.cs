using Proxima.Engine.Answering;
using Proxima.Engine.Reports;

namespace Proxima.Engine.PowerDns;

/// <summary>
/// What a PowerDNS door tells the control process: how many questions came for clients, and from which networks those that were steered.
/// Any thread.
/// </summary>
public sealed class BackendReport
{
    /// <summary>After this a folder that could not be reported in is tried again.</summary>
    public static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly ReportFolder? folder;
    private readonly TimeProvider time = TimeProvider.System;
    private readonly Action<string> say = _ => { };
    private WorkerReport? report;
    private ReportFile? file;
    private long triedAt;
    private string? trouble = string.Empty;

    /// <summary>Into a report that the control process holds itself.</summary>
    public BackendReport(WorkerReport report) => this.report = report;

    /// <summary>Into a file of this process, made with the first question of a client: PowerDNS starts many coprocesses that never get one.</summary>
    /// <param name="say">Receives one line at each change of state.</param>
    public BackendReport(ReportFolder folder, TimeProvider time, Action<string> say) => (this.folder, this.time, this.say) = (folder, time, say);

    /// <summary>Notes a question and, where it was answered with what was decided for the client, whose it was.</summary>
    internal void Note(in BackendClient client, Answer? answered)
    {
        if (client.IsInternal)
        {
            return;
        }

        lock (gate)
        {
            if (report is null && !TryJoin())
            {
                return;
            }

            report!.Count(Counter.PowerDnsQuestions);
            if (answered is null)
            {
                report.Count(Counter.PowerDnsLeft);
            }
            else if (answered.IsSteered)
            {
                report.CountSteered(client.Origin);
            }
        }
    }

    internal void NoteFault()
    {
        lock (gate)
        {
            report?.Count(Counter.Faulted);
        }
    }

    private bool TryJoin()
    {
        var now = time.GetTimestamp();
        if (triedAt != 0 && time.GetElapsedTime(triedAt, now) < RetryInterval)
        {
            return false;
        }

        triedAt = now;
        file = folder!.TryJoin(out var problem);
        report = file?.Workers[0];
        if (problem != trouble)
        {
            trouble = problem;
            say(problem.Length > 0 ? $"{problem}; the networks of its clients are not measured" : "its clients' networks are reported again");
        }

        return file is not null;
    }
}
