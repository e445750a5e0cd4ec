namespace Proxima.Engine.Latency.Prediction;

/// <summary>Covariances of log RTT over the sites that follow from how far the sites are from each other: near ones are seen alike.</summary>
internal static class Covariance
{
    /// <summary>a (what all sites share: the last mile) + b exp(-RTT between the two / scale) + c for a site alone.</summary>
    public static double[] OfMesh(double[] meshMs, int n, double shared, double near, double alone, double scaleMs)
    {
        var result = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                result[(i * n) + j] = shared + (near * Math.Exp(-(i == j ? 0 : meshMs[(i * n) + j]) / scaleMs)) + (i == j ? alone : 0);
            }
        }

        return result;
    }
}
