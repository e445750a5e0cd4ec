using Proxima.Engine.Latency.Prediction;

namespace Proxima.Evaluation;

/// <summary>The predictor as the node runs it.</summary>
internal static class Ours
{
    public const string Name = "proxima";

    public static Strategy Predictor(int most) => new(Name, most, false, situation =>
    {
        var prediction = new NetworkPrediction(new LatencyPredictor(situation.Mesh, situation.Warm));
        return (client, measured) =>
        {
            prediction.Predict(new NetworkEvidence(measured, client.Position, client.Mates) { Doubts = Array.ConvertAll(measured, _ => client.Doubt) });
            return (prediction.Best, prediction.NextProbe());
        };
    });
}
