//! How long a stream of manifests takes to be judged, and that its memory does not grow with it.

use std::fmt::Write as _;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use drydock::check::verdict::verdicts;

fn main() {
    divan::main();
}

/// So many Deployments, of about 1.4 kB each.
fn deployments(count: usize) -> String {
    let mut text = String::new();
    for at in 0..count {
        write!(
            text,
            "---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-{at}
  namespace: shop
  labels:
    app.kubernetes.io/name: app-{at}
    app.kubernetes.io/part-of: shop
  annotations:
    description: \"application {at} of the shop, which does one thing and does it well\"
spec:
  replicas: 3
  selector:
    matchLabels:
      app.kubernetes.io/name: app-{at}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: app-{at}
        app.kubernetes.io/part-of: shop
    spec:
      serviceAccountName: app
      securityContext:
        runAsNonRoot: true
        fsGroup: 1000
      containers:
      - name: app
        image: registry.example.com/shop/app-{at}:v1.2.3
        ports:
        - name: http
          containerPort: 8080
        env:
        - name: LOG_LEVEL
          value: info
        - name: PASSWORD
          valueFrom:
            secretKeyRef:
              name: app-{at}
              key: password
        resources:
          requests:
            cpu: 100m
            memory: 128Mi
          limits:
            memory: 256Mi
        livenessProbe:
          httpGet:
            path: /health
            port: http
          periodSeconds: 10
        volumeMounts:
        - name: data
          mountPath: /data
      volumes:
      - name: data
        emptyDir: {{}}
"
        )
        .expect("a string takes all");
    }
    text
}

/// On one core; the program uses all there are.
#[divan::bench(args = [100, 1000])]
fn judge(bencher: Bencher<'_, '_>, objects: usize) {
    let text = deployments(objects);
    bencher.counter(BytesCount::of_str(&text)).bench(|| verdicts(black_box(&text)).len());
}
