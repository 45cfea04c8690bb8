//! One connection to Redis, whichever way it is run.

use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::cluster_async::ClusterConnection;
use redis::cluster_routing::{MultipleNodeRoutingInfo, ResponsePolicy, RoutingInfo};
use redis::{AsyncConnectionConfig, Cmd, PushInfo, PushKind, RedisResult, Script, Value};
use tokio::sync::mpsc;

use crate::address::Address;

/// How long making a connection may take.
const CONNECTING: Duration = Duration::from_secs(2);
/// How long an answer may take. A server that is slower is as good as away.
const ANSWER: Duration = Duration::from_millis(500);
/// Most words that wait to be heard; more are dropped, and the log makes up for them.
pub(crate) const MOST_HEARD: usize = 8192;

/// A connection. Clones share it.
#[derive(Clone)]
pub(crate) enum Link {
    One(MultiplexedConnection),
    Cluster(ClusterConnection),
}

/// What comes without being asked for.
#[derive(Debug)]
pub(crate) enum Pushed {
    /// Somebody published it.
    Message(Vec<u8>, Vec<u8>),
    /// The connection is over.
    Lost,
}

impl Link {
    pub(crate) async fn open(address: &Address) -> RedisResult<(Self, mpsc::Receiver<Pushed>)> {
        let (sender, pushed) = mpsc::channel(MOST_HEARD);
        let push = move |info: PushInfo| {
            if let Some(pushed) = understand(info) {
                // Full: words may be lost.
                let _ = sender.try_send(pushed);
            }
            Ok::<(), std::convert::Infallible>(())
        };
        let config =
            || AsyncConnectionConfig::new().set_connection_timeout(Some(CONNECTING)).set_response_timeout(Some(ANSWER));
        let link = match address {
            Address::Single(node) => {
                let config = config().set_push_sender(push);
                Self::One(Address::single(node)?.get_multiplexed_async_connection_with_config(&config).await?)
            }
            Address::Sentinel(nodes, master) => {
                let config = config().set_push_sender(push);
                let mut sentinels = Address::sentinel(nodes, master)?.build()?;
                Self::One(sentinels.get_async_connection_with_config(&config).await?)
            }
            Address::Cluster(nodes) => {
                let client = Address::cluster(nodes)
                    .connection_timeout(CONNECTING)
                    .response_timeout(ANSWER)
                    .push_sender(push)
                    .build()?;
                Self::Cluster(client.get_async_connection().await?)
            }
        };
        Ok((link, pushed))
    }

    /// Whether it is many connections, of which some may be over while others go on; the library makes them again,
    /// and subscribes to what was subscribed to.
    pub(crate) fn mends_itself(&self) -> bool {
        matches!(self, Self::Cluster(_))
    }

    /// Looks whether there is still somebody who answers.
    pub(crate) async fn ping(&mut self) -> RedisResult<()> {
        let ping = redis::cmd("PING");
        match self {
            Self::One(link) => ping.query_async(link).await,
            Self::Cluster(link) => {
                let one = (MultipleNodeRoutingInfo::AllMasters, Some(ResponsePolicy::OneSucceeded));
                link.route_command(ping, RoutingInfo::MultiNode(one)).await.map(drop)
            }
        }
    }

    pub(crate) async fn ask(&mut self, command: &Cmd) -> RedisResult<Value> {
        match self {
            Self::One(link) => command.query_async(link).await,
            Self::Cluster(link) => command.query_async(link).await,
        }
    }

    pub(crate) async fn run(&mut self, script: &Script, key: &str, arguments: &[i64]) -> RedisResult<Vec<i64>> {
        let mut call = script.key(key);
        for argument in arguments {
            call.arg(*argument);
        }
        match self {
            Self::One(link) => call.invoke_async(link).await,
            Self::Cluster(link) => call.invoke_async(link).await,
        }
    }

    pub(crate) async fn follow(&mut self, channel: &str) -> RedisResult<()> {
        match self {
            Self::One(link) => redis::cmd("SSUBSCRIBE").arg(channel).query_async(link).await,
            Self::Cluster(link) => link.ssubscribe(channel).await,
        }
    }

    pub(crate) async fn unfollow(&mut self, channel: &str) -> RedisResult<()> {
        match self {
            Self::One(link) => redis::cmd("SUNSUBSCRIBE").arg(channel).query_async(link).await,
            Self::Cluster(link) => link.sunsubscribe(channel).await,
        }
    }
}

fn understand(info: PushInfo) -> Option<Pushed> {
    match info.kind {
        PushKind::Disconnection => Some(Pushed::Lost),
        PushKind::SMessage => match <[Value; 2]>::try_from(info.data) {
            Ok([Value::BulkString(channel), Value::BulkString(text)]) => Some(Pushed::Message(channel, text)),
            _ => None,
        },
        _ => None,
    }
}
