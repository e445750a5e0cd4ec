using Proxima.Engine.Answering;
using Proxima.Engine.Reports;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Listeners;

/// <summary>What all listeners of one process stand before: who answers, from which snapshot, and where each worker counts.</summary>
/// <param name="Reports">One for each worker, see <see cref="ListenerOptions.WorkersFor"/>.</param>
/// <param name="Time">The clock of the TCP timeouts.</param>
public sealed record AnsweringHall(Responder Responder, CurrentSnapshot Snapshots, IReadOnlyList<WorkerReport> Reports, TimeProvider Time);
