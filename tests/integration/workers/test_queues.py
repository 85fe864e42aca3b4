"""The queues on a real Valkey: ids alone, each batch once, and nothing that blocks it for ever."""

from __future__ import annotations

import asyncio
import json
import stat
import zlib
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer

from pipeline.edge.fetch import HttpFetcher
from pipeline.errors import ConfigError, QueueError, RefusedError
from pipeline.ports import Request
from tests.integration.workers.conftest import Server
from workers import valkey
from workers.queues import ARTICLES, BATCH, DELIVERIES, PATIENT, RedisQueue, RobotsMemory, connect


def jobs(queue: RedisQueue, name: str) -> list[Job]:
    return queue.queue(name).get_jobs()


def test_jobs_carry_ids_as_json(queue: RedisQueue) -> None:
    queue.enqueue_articles(["art_1", "art_2"])
    (job,) = jobs(queue, ARTICLES)
    raw = queue.connection.hget(job.key, "data")
    assert json.loads(zlib.decompress(raw)) == [
        "workers.jobs.process_articles",
        None,
        [["art_1", "art_2"]],
        {},
    ]
    assert queue.held() == {"art_1", "art_2"}


def test_a_batch_waits_once(queue: RedisQueue) -> None:
    for _ in range(3):
        queue.enqueue_articles(["art_1", "art_2"])
        queue.enqueue_deliveries(["dlv_1"])
        queue.enqueue_deliveries(["dlv_1"], patient=True)
    assert queue.lengths() == {ARTICLES: 1, DELIVERIES: 1, PATIENT: 1}


def test_nothing_is_nothing(queue: RedisQueue) -> None:
    queue.enqueue_articles([])
    queue.enqueue_deliveries([])
    assert sum(queue.lengths().values()) == 0
    assert queue.held() == frozenset()


def test_many_deliveries_become_several_jobs(queue: RedisQueue) -> None:
    queue.enqueue_deliveries([f"dlv_{n}" for n in range(2 * BATCH + 1)])
    assert [len(job.args[0]) for job in jobs(queue, DELIVERIES)] == [BATCH, BATCH, 1]


@pytest.mark.parametrize("status", [JobStatus.FAILED, JobStatus.QUEUED, JobStatus.STARTED])
def test_what_is_left_of_a_lost_job_does_not_block_its_batch(queue: RedisQueue, status: JobStatus) -> None:
    queue.enqueue_articles(["art_1"])
    (job,) = jobs(queue, ARTICLES)
    queue.connection.delete(queue.queue(ARTICLES).key)  # RQ took it out and died
    job.set_status(status)
    assert queue.held() == frozenset()
    queue.enqueue_articles(["art_1"])
    assert queue.held() == {"art_1"}


def test_a_half_lost_job_does_not_block_its_batch(queue: RedisQueue) -> None:
    queue.enqueue_articles(["art_1"])
    (job,) = jobs(queue, ARTICLES)
    queue.connection.flushall()
    queue.connection.hset(job.key, "status", "started")  # a worker wrote into what was gone
    queue.enqueue_articles(["art_1"])
    assert queue.held() == {"art_1"}


def test_somebody_elses_job_is_no_concern_of_ours(queue: RedisQueue) -> None:
    queue.queue(ARTICLES).enqueue("os.getcwd", job_id="foreign")
    Job.create("os.getcwd", connection=queue.connection, serializer=JSONSerializer)
    queue.connection.hset("rq:job:foreign", "data", b"\x80not json")
    queue.enqueue_articles(["art_1"])
    assert queue.held() == {"art_1"}


def test_no_server_is_a_queue_error_that_names_what_was_tried(tmp_path: Path) -> None:
    queue = RedisQueue(connect(valkey.url(tmp_path)))
    for call in (queue.held, queue.lengths, lambda: queue.enqueue_articles(["art_1"])):
        with pytest.raises(QueueError, match="the queue server does not answer"):
            call()


def test_an_address_that_is_none() -> None:
    with pytest.raises(ConfigError, match="ARAXES_REDIS_URL"):
        connect("http://localhost")


def test_what_was_enqueued_survives_a_kill(tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.start()
    try:
        RedisQueue(server.client()).enqueue_articles(["art_1"])
        info = server.client().info("persistence")
        assert info["aof_enabled"] == 1
        server.client().execute_command("WAITAOF", 1, 0, 2000)
        server.kill()
        server.start()
        assert RedisQueue(server.client()).held() == {"art_1"}
    finally:
        server.kill()


def test_only_this_user_can_open_the_embedded_server(server: Server) -> None:
    mode = valkey.socket_path(server.data_dir).stat().st_mode
    assert stat.S_IMODE(mode) == 0o700
    assert server.client().config_get("port") == {"port": "0"}


def test_a_long_data_directory_gets_its_socket_elsewhere(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 120)
    assert len(str(valkey.socket_path(deep))) < valkey.SOCKET_PATH_LIMIT
    assert valkey.socket_path(deep) == valkey.socket_path(deep)
    assert valkey.socket_path(deep) != valkey.socket_path(tmp_path / ("y" * 120))


def test_data_it_cannot_start_from_is_set_aside(tmp_path: Path) -> None:
    valkey.prepare(tmp_path)
    assert valkey.set_aside(tmp_path, "1") is None
    broken = valkey.folder(tmp_path) / "appendonlydir"
    broken.mkdir()
    (broken / "appendonly.aof.manifest").write_text("nonsense\n")
    assert valkey.set_aside(tmp_path, "1") is not None
    server = Server(tmp_path)
    server.start()
    server.kill()


class TestRobotsMemory:
    def test_what_a_site_answered_serves_the_next_process(self, server: Server, queue: RedisQueue) -> None:
        memory = RobotsMemory(server.client())
        assert memory.recall("https://a.example") is None
        memory.keep("https://a.example", 200, b"User-agent: *\nDisallow: /x\n\xff", 60)
        memory.keep("https://b.example", 0, b"timed out", 0.2)
        assert RobotsMemory(server.client()).recall("https://a.example") == (
            200,
            b"User-agent: *\nDisallow: /x\n\xff",
        )
        assert memory.recall("https://b.example") == (0, b"timed out")
        assert 0 < queue.connection.ttl("araxes:robots:https://a.example") <= 60

    def test_without_a_server_it_knows_nothing(self, tmp_path: Path) -> None:
        memory = RobotsMemory(connect(valkey.url(tmp_path)))
        memory.keep("https://a.example", 200, b"", 60)
        assert memory.recall("https://a.example") is None

    def test_two_doors_ask_a_site_once(self, queue: RedisQueue, httpserver: HTTPServer) -> None:
        httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /secret")
        httpserver.expect_request("/page").respond_with_data("hello")

        async def fetch(path: str) -> int:
            door = HttpFetcher(
                user_agent="Araxes/test",
                allow_networks=["127.0.0.0/8"],
                robots_memory=RobotsMemory(queue.connection),
            )
            try:
                answer = await door.get(Request(url=httpserver.url_for(path), obey_robots=True))
                return answer.status
            finally:
                await door.aclose()

        assert asyncio.run(fetch("/page")) == 200
        with pytest.raises(RefusedError, match=r"robots\.txt does not allow"):
            asyncio.run(fetch("/secret"))
        asked = [request.path for request, _ in httpserver.log]
        assert asked == ["/robots.txt", "/page"]
